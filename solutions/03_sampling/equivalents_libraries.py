"""More right submissions of assignment 03: odd tools, and other ways to treat a model.

Cells as in equivalents.py. Each is right, and in danger of being taken for wrong.
"""

# %% partial_of_the_model : euler_step
from functools import partial


def euler_step(u_theta, x_t, t, dt):
    at_this_point = partial(u_theta, x_t)
    return x_t + dt * at_this_point(t)


# %% model_moved_and_in_eval_mode : euler_step
def euler_step(u_theta, x_t, t, dt):
    model = u_theta.to(x_t.device)
    model.eval()
    with torch.no_grad():
        return x_t + dt * model(x_t, t)


# %% model_asked_what_it_is : euler_step
def euler_step(u_theta, x_t, t, dt):
    if isinstance(u_theta, torch.nn.Module):
        u_theta.eval()
    was_training = getattr(u_theta, "training", False)
    assert was_training in (True, False) or was_training is not None
    return x_t + dt * u_theta(x_t, t)


# %% contiguous_state_of_another_layout : euler_step
def euler_step(u_theta, x_t, t, dt):
    backwards = x_t.movedim(0, -1).contiguous().movedim(-1, 0)
    return x_t + dt * u_theta(backwards, t)


# %% numpy_float_dt : euler_step
import numpy as np


def euler_step(u_theta, x_t, t, dt):
    return x_t + torch.as_tensor(np.float32(dt)) * u_theta(x_t, t)


# %% jvp_of_the_line : euler_step
def euler_step(u_theta, x_t, t, dt):
    u = u_theta(x_t, t)
    point, moved = torch.func.jvp(lambda h: x_t + h * u, (torch.zeros(()),), (torch.tensor(dt),))
    return point + moved


# %% step_of_an_optimiser : euler_step
def euler_step(u_theta, x_t, t, dt):
    x = torch.nn.Parameter(x_t.clone())
    x.grad = -u_theta(x_t, t).clone()
    torch.optim.SGD([x], lr=dt).step()
    return x.detach()


# %% model_in_a_list : euler_step_eps
def euler_step_eps(eps_theta, x_t, t, dt):
    if (t == 0).any():
        raise ValueError("t is 0")
    (eps,) = [model(x_t, t) for model in [eps_theta]]
    u = u_from_eps(x_t, eps, t)
    return torch.stack([x_t, dt * u]).sum(dim=0)


# %% guidance_of_scale_one : euler_step_eps
def euler_step_eps(eps_theta, x_t, t, dt, guidance_scale=1.0, eps_uncond=0.0):
    if (t == 0).any():
        raise ValueError("t is 0")
    eps = eps_theta(x_t, t)
    if guidance_scale != 1.0:
        eps = eps_uncond + guidance_scale * (eps - eps_uncond)
    return x_t + dt * u_from_eps(x_t, eps, t)


# %% model_in_eval_mode : euler_sample
def euler_sample(u_theta, x0, num_steps):
    u_theta.eval()
    x = x0
    for k in range(num_steps):
        x = x + u_theta(x, torch.full(x.shape[:1], k / num_steps)) / num_steps
    return x


# %% schedule_of_shift_one : euler_sample
def euler_sample(u_theta, x0, num_steps, shift=1.0):
    sigmas = torch.linspace(1, 0, num_steps + 1, dtype=torch.float64)
    sigmas = shift * sigmas / (1 + (shift - 1) * sigmas)
    x = x0
    for sigma, sigma_next in zip(sigmas[:-1].tolist(), sigmas[1:].tolist()):
        x = x + (sigma - sigma_next) * u_theta(x, torch.full((len(x),), 1 - sigma))
    return x


# %% timesteps_of_a_thousand : euler_sample
def euler_sample(u_theta, x0, num_steps, num_train_timesteps=1000):
    timesteps = torch.arange(num_steps + 1, dtype=torch.float64) * num_train_timesteps / num_steps
    x = x0
    for now, later in zip(timesteps[:-1], timesteps[1:]):
        t = (now / num_train_timesteps).expand(len(x))
        dt = float(later - now) / num_train_timesteps
        x = x + dt * u_theta(x, t)
    return x


# %% callback_after_every_step : euler_sample
def euler_sample(u_theta, x0, num_steps, callback=None, disable=None):
    history = []
    callback = callback or (lambda info: history.append(info["i"]))
    x = x0
    for i in range(num_steps):
        denoised_velocity = u_theta(x, x.new_ones([x.shape[0]]) * (i / num_steps))
        callback({"x": x, "i": i, "u": denoised_velocity})
        x = x + denoised_velocity * (1 / num_steps)
    assert history == list(range(num_steps))
    return x


# %% divmod_counter : euler_sample
def euler_sample(u_theta, x0, num_steps):
    x, left = x0, num_steps
    while left:
        done, left = num_steps - left, left - 1
        x = x.add(u_theta(x, torch.tensor([done / num_steps]).repeat(x.shape[0])), alpha=1 / num_steps)
    return x


# %% half_steps_of_one_slope : euler_sample
def euler_sample(u_theta, x0, num_steps):
    x, h = x0, 0.5 / num_steps
    for k in range(num_steps):
        u = u_theta(x, torch.full((len(x),), 2 * k * h))
        x = x + h * u
        x = x + h * u
    return x


# %% buffer_swapped : euler_sample
def euler_sample(u_theta, x0, num_steps):
    now, later = x0.clone(), torch.empty_like(x0)
    for k in range(num_steps):
        torch.add(now, u_theta(now, torch.full(now.shape[:1], k / num_steps)), alpha=1 / num_steps,
                  out=later)
        now, later = later, torch.empty_like(now)
    return now


# %% one_buffer_in_place : euler_sample
def euler_sample(u_theta, x0, num_steps):
    x, t = x0.clone(), torch.empty(len(x0))
    for k in range(num_steps):
        t.fill_(k / num_steps)
        x.add_(u_theta(x, t), alpha=1 / num_steps)
    return x


# %% time_tensor_filled_in_place_of_one_buffer : euler_sample_eps
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    x, t, dt = x_start.clone(), torch.empty(len(x_start)), (1 - t_min) / num_steps
    for k in range(num_steps):
        t.fill_(t_min + k * dt)
        u = (x - eps_theta(x, t)) / (t_min + k * dt)
        x.add_(u, alpha=dt)
    return x


# %% progress_bar_and_log : euler_sample_eps
import logging
import warnings

from tqdm import trange

log = logging.getLogger("sampling")


def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError(f"t_min must be positive, got {t_min}")
    if t_min < 1e-2:
        warnings.warn("t_min is small: errors of the model are magnified")
    dt, x = (1 - t_min) / num_steps, x_start
    for k in trange(num_steps, disable=num_steps > 10):
        log.warning("step %d", k)
        x = euler_step_eps(eps_theta, x, torch.full(x.shape[:1], t_min + k * dt), dt)
    return x


# %% module_with_a_sample_method : euler_sample_eps
class Diffusion(torch.nn.Module):
    def __init__(self, net):
        super().__init__()
        self.net = net

    def velocity(self, x, t):
        return (x - self.net(x, t)) / t.reshape(-1, *[1] * (x.ndim - 1))

    @torch.no_grad()
    def sample(self, x, num_steps, t_min):
        times = torch.linspace(t_min, 1.0, num_steps + 1, dtype=torch.float64)
        for t, dt in zip(times, times.diff()):
            x = x + float(dt) * self.velocity(x, torch.full((len(x),), t.item()))
        return x


def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    return Diffusion(eps_theta).sample(x_start, num_steps, t_min)


# %% model_wrapped_for_numpy : generate
import numpy as np


def generate(u_theta, num_samples, num_steps, generator):
    x = torch.randn(num_samples, generator=generator).numpy()
    for k in range(num_steps):
        t = np.full(num_samples, k / num_steps, dtype=np.float32)
        u = u_theta(torch.from_numpy(x), torch.from_numpy(t)).numpy()
        x = (x + u / np.float32(num_steps)).astype(np.float32)
    return torch.from_numpy(x)


# %% column_by_none_and_back : generate
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.randn(num_samples, generator=generator)[:, None]
    x1 = euler_sample(u_theta, x0, num_steps)
    return x1[..., 0].contiguous()


# %% list_of_generators : generate
def generate(u_theta, num_samples, num_steps, generator):
    seeds = torch.randint(2**62, (2,), generator=generator)
    generators = [torch.Generator().manual_seed(int(seed)) for seed in seeds]
    sizes = [num_samples // 2, num_samples - num_samples // 2]
    x0 = torch.cat([torch.randn(n, generator=g) for n, g in zip(sizes, generators)])
    return euler_sample(u_theta, x0, num_steps)
