"""Right submissions of assignment 05: each cell is appended to the solution and must get full marks.

A cell is `slug : exercise`. The file is data for `grader audit`, which sends it to a worker;
nothing imports it.
"""

# %% audit_inputs
class AuditModel(torch.nn.Module):
    def __init__(self, size):
        super().__init__()
        self.inner = torch.nn.Linear(size + 1, 4)
        self.outer = torch.nn.Linear(4, size)

    def forward(self, x, t):
        return self.outer(torch.tanh(self.inner(torch.cat([x, t[:, None]], dim=1))))


def audit_inputs(exercise, case):
    if exercise != "train":
        return None
    rng = torch.Generator().manual_seed(case)
    size = 1 + case % 3
    model = AuditModel(size)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=rng))
    data = torch.randn((7 + case % 5, size), generator=rng)
    return model, data, case % 4, 3, 0.0 if case % 16 == 3 else 0.05, rng


# %% functional_mse : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return torch.nn.functional.mse_loss(u_theta(x_t, t), x1 - eps)


# %% functional_mse : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return torch.nn.functional.mse_loss(eps_theta(x_t, t), eps)


# %% mse_module : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return torch.nn.MSELoss()(u_theta(x_t, t), x1 - eps)


# %% mse_module : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return torch.nn.MSELoss()(eps_theta(x_t, t), eps)


# %% mse_arguments_exchanged : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return torch.nn.functional.mse_loss(x1 - eps, u_theta(x_t, t))


# %% mse_arguments_exchanged : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return torch.nn.functional.mse_loss(eps, eps_theta(x_t, t))


# %% mse_unreduced_then_mean : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return torch.nn.functional.mse_loss(u_theta(x_t, t), x1 - eps, reduction="none").mean()


# %% mse_unreduced_then_mean : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return torch.nn.functional.mse_loss(eps_theta(x_t, t), eps, reduction="none").mean()


# %% target_minus_answer : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((x1 - eps) - u_theta(x_t, t)).square().mean()


# %% target_minus_answer : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return (eps - eps_theta(x_t, t)).square().mean()


# %% pow_and_torch_mean : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return torch.mean(torch.pow(u_theta(x_t, t) - (x1 - eps), 2))


# %% pow_and_torch_mean : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return torch.mean(torch.pow(eps_theta(x_t, t) - eps, 2))


# %% sum_over_numel : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).sum() / x1.numel()


# %% sum_over_numel : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, t) - eps) ** 2).sum() / x1.numel()


# %% mean_of_samples : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).reshape(len(x1), -1).mean(1).mean()


# %% mean_of_samples : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, t) - eps) ** 2).reshape(len(x1), -1).mean(1).mean()


# %% flattened : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).flatten().mean(dim=0)


# %% flattened : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, t) - eps) ** 2).flatten().mean(dim=0)


# %% norm_squared_over_n : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return (u_theta(x_t, t) - (x1 - eps)).norm() ** 2 / x1.numel()


# %% norm_squared_over_n : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return (eps_theta(x_t, t) - eps).norm() ** 2 / x1.numel()


# %% dot_over_n : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    error = (u_theta(x_t, t) - (x1 - eps)).flatten()
    return error @ error / error.numel()


# %% dot_over_n : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    error = (eps_theta(x_t, t) - eps).flatten()
    return error @ error / error.numel()


# %% einsum : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    error = (u_theta(x_t, t) - (x1 - eps)).reshape(-1)
    return torch.einsum("i,i->", error, error) / len(error)


# %% einsum : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    error = (eps_theta(x_t, t) - eps).reshape(-1)
    return torch.einsum("i,i->", error, error) / len(error)


# %% vector_norm : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return torch.linalg.vector_norm(u_theta(x_t, t) - (x1 - eps)).square() / x1.numel()


# %% vector_norm : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return torch.linalg.vector_norm(eps_theta(x_t, t) - eps).square() / x1.numel()


# %% product_of_errors : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    error = u_theta(x_t, t) - (x1 - eps)
    return (error * error).mean()


# %% product_of_errors : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    error = eps_theta(x_t, t) - eps
    return (error * error).mean()


# %% loop_over_samples : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    answer, target = u_theta(x_t, t), x1 - eps
    total = 0.0
    for got, due in zip(answer, target):
        total = total + ((got - due) ** 2).mean()
    return total / len(x1)


# %% loop_over_samples : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    answer, target = eps_theta(x_t, t), eps
    total = 0.0
    for got, due in zip(answer, target):
        total = total + ((got - due) ** 2).mean()
    return total / len(x1)


# %% stacked_samples : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    error = u_theta(x_t, t) - (x1 - eps)
    return torch.stack([(row**2).mean() for row in error]).mean()


# %% stacked_samples : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    error = eps_theta(x_t, t) - eps
    return torch.stack([(row**2).mean() for row in error]).mean()


# %% vmap_over_samples : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    one = lambda got, due: ((got - due) ** 2).mean()
    return torch.vmap(one)(u_theta(x_t, t), x1 - eps).mean()


# %% vmap_over_samples : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    one = lambda got, due: ((got - due) ** 2).mean()
    return torch.vmap(one)(eps_theta(x_t, t), eps).mean()


# %% own_drawing : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% own_drawing : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% noise_drawn_first : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    eps = torch.randn(x1.shape, generator=generator)
    t = torch.rand(x1.size(0), generator=generator)
    x_t = torch.lerp(eps, x1, t.view(-1, *[1] * (x1.dim() - 1)))
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% noise_drawn_first : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    eps = torch.randn(x1.shape, generator=generator)
    t = torch.rand(x1.size(0), generator=generator)
    x_t = torch.lerp(eps, x1, t.view(-1, *[1] * (x1.dim() - 1)))
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% velocity_form_of_the_path : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    u = x1 - eps
    return ((u_theta(eps + time * u, t) - (x1 - eps)) ** 2).mean()


# %% velocity_form_of_the_path : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    u = x1 - eps
    return ((eps_theta(eps + time * u, t) - eps) ** 2).mean()


# %% from_the_data_backwards : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    u = x1 - eps
    return ((u_theta(x1 - (1 - time) * u, t) - (x1 - eps)) ** 2).mean()


# %% from_the_data_backwards : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    u = x1 - eps
    return ((eps_theta(x1 - (1 - time) * u, t) - eps) ** 2).mean()


# %% sigma_notation : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    sigma = 1 - time
    x_t = sigma * eps + (1 - sigma) * x1
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% sigma_notation : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    sigma = 1 - time
    x_t = sigma * eps + (1 - sigma) * x1
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% float64_inside : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = ((1 - time.double()) * eps.double() + time.double() * x1.double()).float()
    return ((u_theta(x_t, t).double() - (x1 - eps).double()) ** 2).mean().float()


# %% float64_inside : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = ((1 - time.double()) * eps.double() + time.double() * x1.double()).float()
    return ((eps_theta(x_t, t).double() - eps.double()) ** 2).mean().float()


# %% model_in_float64 : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time.double()) * eps + time * x1.double()
    return ((u_theta(x_t, t.double()) - (x1 - eps)) ** 2).mean().float()


# %% model_in_float64 : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time.double()) * eps + time * x1.double()
    return ((eps_theta(x_t, t.double()) - eps) ** 2).mean().float()


# %% double_draws : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator, dtype=torch.float64)
    eps = torch.randn(x1.shape, generator=generator, dtype=torch.float64).float()
    time = t.reshape(-1, *[1] * (x1.ndim - 1)).float()
    x_t = (1 - time) * eps + time * x1
    return ((u_theta(x_t, time.flatten()) - (x1 - eps)) ** 2).mean()


# %% double_draws : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator, dtype=torch.float64)
    eps = torch.randn(x1.shape, generator=generator, dtype=torch.float64).float()
    time = t.reshape(-1, *[1] * (x1.ndim - 1)).float()
    x_t = (1 - time) * eps + time * x1
    return ((eps_theta(x_t, time.flatten()) - eps) ** 2).mean()


# %% evaluation_mode_and_back : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    u_theta.train()
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% evaluation_mode_and_back : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    eps_theta.train()
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% cloned_inputs : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x1 = x1.clone()
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% cloned_inputs : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x1 = x1.clone()
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% detached_inputs : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t.detach(), t.detach()) - (x1 - eps).detach()) ** 2).mean()


# %% detached_inputs : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t.detach(), t.detach()) - eps.detach()) ** 2).mean()


# %% inputs_that_require_grad : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    x_t = x_t.requires_grad_()
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% inputs_that_require_grad : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    x_t = x_t.requires_grad_()
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% drawn_without_gradients : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    with torch.no_grad():
        x_t, t, eps = noising_batch(x1, generator)
        target = x1 - eps
    return ((u_theta(x_t, t) - target) ** 2).mean()


# %% drawn_without_gradients : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    with torch.no_grad():
        x_t, t, eps = noising_batch(x1, generator)
        target = eps
    return ((eps_theta(x_t, t) - target) ** 2).mean()


# %% enable_grad : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    with torch.enable_grad():
        x_t, t, eps = noising_batch(x1, generator)
        return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% enable_grad : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    with torch.enable_grad():
        x_t, t, eps = noising_batch(x1, generator)
        return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% prints : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    loss = ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()
    print(f"loss {loss.item():.3f}")
    return loss


# %% prints : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    loss = ((eps_theta(x_t, t) - eps) ** 2).mean()
    print(f"loss {loss.item():.3f}")
    return loss


# %% names_its_arguments : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x=x_t, t=t) - (x1 - eps)) ** 2).mean()


# %% names_its_arguments : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x=x_t, t=t) - eps) ** 2).mean()


# %% asserts_shapes : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    answer = u_theta(x_t, t)
    assert answer.shape == x1.shape == x_t.shape and t.shape == (x1.shape[0],)
    return ((answer - (x1 - eps)) ** 2).mean()


# %% asserts_shapes : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    answer = eps_theta(x_t, t)
    assert answer.shape == x1.shape == x_t.shape and t.shape == (x1.shape[0],)
    return ((answer - eps) ** 2).mean()


# %% more_parameters : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator, weight=1.0):
    x_t, t, eps = noising_batch(x1, generator)
    loss = (weight * ((u_theta(x_t, t) - (x1 - eps)) ** 2)).mean()
    return loss


# %% more_parameters : epsilon_loss
def epsilon_loss(eps_theta, x1, generator, weight=1.0):
    x_t, t, eps = noising_batch(x1, generator)
    loss = (weight * ((eps_theta(x_t, t) - eps) ** 2)).mean()
    return loss


# %% expanded_square : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    error = u_theta(x_t, t) - (x1 - eps)
    return torch.sum(error.abs() ** 2) / error.numel()


# %% expanded_square : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    error = eps_theta(x_t, t) - eps
    return torch.sum(error.abs() ** 2) / error.numel()


# %% addcmul_path : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = torch.addcmul(eps, time, x1 - eps)
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% addcmul_path : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = torch.addcmul(eps, time, x1 - eps)
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% out_of_a_helper_class : flow_matching_loss
class _Mean(torch.nn.Module):
    def forward(self, got, due):
        return (got - due).pow(2).mean()


def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return _Mean()(u_theta(x_t, t), x1 - eps)


# %% out_of_a_helper_class : epsilon_loss
class _Mean(torch.nn.Module):
    def forward(self, got, due):
        return (got - due).pow(2).mean()


def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return _Mean()(eps_theta(x_t, t), eps)


# %% child_generators : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    seeds = torch.randint(2**62, (2,), generator=generator).tolist()
    first, second = (torch.Generator().manual_seed(seed) for seed in seeds)
    t, eps = torch.rand(len(x1), generator=first), torch.randn(x1.shape, generator=second)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = time * x1 + (1 - time) * eps
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% child_generators : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    seeds = torch.randint(2**62, (2,), generator=generator).tolist()
    first, second = (torch.Generator().manual_seed(seed) for seed in seeds)
    t, eps = torch.rand(len(x1), generator=first), torch.randn(x1.shape, generator=second)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = time * x1 + (1 - time) * eps
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% normal_in_place : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    eps = torch.empty_like(x1).normal_(generator=generator)
    t = torch.empty(len(x1)).uniform_(generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = time * x1 + (1 - time) * eps
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% normal_in_place : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    eps = torch.empty_like(x1).normal_(generator=generator)
    t = torch.empty(len(x1)).uniform_(generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = time * x1 + (1 - time) * eps
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% squeezed_mean : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean().squeeze()


# %% squeezed_mean : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, t) - eps) ** 2).mean().squeeze()


# %% mean_over_named_axes : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean(dim=tuple(range(x1.ndim)))


# %% mean_over_named_axes : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, t) - eps) ** 2).mean(dim=tuple(range(x1.ndim)))


# %% transposed_axes : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    error = (u_theta(x_t, t) - (x1 - eps)).movedim(0, -1)
    return error.contiguous().square().mean()


# %% transposed_axes : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    error = (eps_theta(x_t, t) - eps).movedim(0, -1)
    return error.contiguous().square().mean()


# %% mse_of_flat : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return torch.nn.functional.mse_loss(u_theta(x_t, t).flatten(1 if x1.ndim > 1 else 0), (x1 - eps).flatten(1 if x1.ndim > 1 else 0))


# %% mse_of_flat : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return torch.nn.functional.mse_loss(eps_theta(x_t, t).flatten(1 if x1.ndim > 1 else 0), eps.flatten(1 if x1.ndim > 1 else 0))


# %% quotient_for_the_target : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((u_theta(x_t, t) - (x1 - x_t) / (1 - time)) ** 2).mean()


# %% quotient_for_the_target : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((eps_theta(x_t, t) - (x_t - time * x1) / (1 - time)) ** 2).mean()


# %% target_minus_noise_minus_answer : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return (x1 - eps - u_theta(x_t, t)).square().mean()


# %% answer_plus_noise_minus_data : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return (u_theta(x_t, t) + eps - x1).square().mean()


# %% adamw : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.AdamW(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        loss = flow_matching_loss(model, batch, generator)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% rmsprop : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.RMSprop(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        loss = flow_matching_loss(model, batch, generator)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% nadam : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.NAdam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        loss = flow_matching_loss(model, batch, generator)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% sgd_with_momentum : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=0.9)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        loss = flow_matching_loss(model, batch, generator)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% without_replacement : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randperm(len(data), generator=generator)[:batch_size]]
        loss = flow_matching_loss(model, batch, generator)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% multinomial : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.multinomial(torch.ones(len(data)), batch_size, replacement=True, generator=generator)]
        loss = flow_matching_loss(model, batch, generator)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% inline_loss : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        t = torch.rand(len(batch), generator=generator)
        eps = torch.randn(batch.shape, generator=generator)
        x_t = (1 - t[:, None]) * eps + t[:, None] * batch
        loss = ((model(x_t, t) - (batch - eps)) ** 2).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% summed_loss_with_adam : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        t = torch.rand(len(batch), generator=generator)
        eps = torch.randn(batch.shape, generator=generator)
        x_t = (1 - t[:, None]) * eps + t[:, None] * batch
        loss = ((model(x_t, t) - (batch - eps)) ** 2).sum()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% mse_loss : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        t = torch.rand(len(batch), generator=generator)
        eps = torch.randn(batch.shape, generator=generator)
        x_t = (1 - t[:, None]) * eps + t[:, None] * batch
        loss = torch.nn.functional.mse_loss(model(x_t, t), batch - eps)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% evaluation_mode_after : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        loss = flow_matching_loss(model, batch, generator)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model.eval()


# %% training_mode_before : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    model.train()
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        loss = flow_matching_loss(model, batch, generator)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% clipped_gradients : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        loss = flow_matching_loss(model, batch, generator)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
    return model


# %% cosine_schedule : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, T_max=max(1, num_iters))
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        loss = flow_matching_loss(model, batch, generator)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    return model


# %% trains_a_copy : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    import copy

    model = copy.deepcopy(model)
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        loss = flow_matching_loss(model, batch, generator)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% epochs_of_a_permutation : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), learning_rate)
    left = torch.randperm(len(data), generator=generator)
    for _ in range(num_iters):
        if len(left) < batch_size:
            left = torch.cat([left, torch.randperm(len(data), generator=generator)])
        chosen, left = left[:batch_size], left[batch_size:]
        loss = flow_matching_loss(model, data[chosen], generator)
        optimiser.zero_grad(set_to_none=False)
        loss.backward()
        optimiser.step()
    return model


# %% data_loader : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    from torch.utils.data import DataLoader, RandomSampler, TensorDataset

    sampler = RandomSampler(data, replacement=True, num_samples=num_iters * batch_size, generator=generator)
    loader = DataLoader(TensorDataset(data), batch_size=batch_size, sampler=sampler, generator=generator)
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for (batch,) in loader:
        loss = flow_matching_loss(model, batch, generator)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% functional_gradient : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    parameters = list(model.parameters())
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        gradients = torch.autograd.grad(flow_matching_loss(model, batch, generator), parameters)
        for parameter, gradient in zip(parameters, gradients):
            parameter.grad = gradient
        optimiser.step()
    return model


# %% adam_by_hand : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    state = [(torch.zeros_like(p), torch.zeros_like(p)) for p in model.parameters()]
    for step in range(1, num_iters + 1):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        model.zero_grad()
        flow_matching_loss(model, batch, generator).backward()
        with torch.no_grad():
            for p, (m, v) in zip(model.parameters(), state):
                m.mul_(0.9).add_(p.grad, alpha=0.1)
                v.mul_(0.999).add_(p.grad**2, alpha=0.001)
                p -= learning_rate * (m / (1 - 0.9**step)) / ((v / (1 - 0.999**step)).sqrt() + 1e-8)
    return model


# %% prints_its_losses : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        loss = flow_matching_loss(model, batch, generator)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if _ % 500 == 0:
            print(f'{_}: {loss.item():.3f}')
    return model


# %% traced_model : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    traced = torch.jit.trace(model, (data[:1].repeat(batch_size, 1), torch.zeros(batch_size)))
    opt = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        loss = flow_matching_loss(traced, data[torch.randint(len(data), (batch_size,), generator=generator)], generator)
        opt.zero_grad()
        loss.backward()
        opt.step()
    return model


# %% vmapped_samples : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    opt = torch.optim.Adam(model.parameters(), lr=learning_rate)
    f = torch.vmap(lambda x, t: model(x[None], t[None])[0])
    for _ in range(num_iters):
        loss = flow_matching_loss(f, data[torch.randint(len(data), (batch_size,), generator=generator)], generator)
        opt.zero_grad()
        loss.backward()
        opt.step()
    return model


# %% logs_samples_and_microbatches : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    opt = torch.optim.AdamW(model.parameters(), lr=learning_rate, weight_decay=1e-4)
    for k in range(num_iters):
        x1 = data[torch.randint(len(data), (batch_size,), generator=generator)]
        opt.zero_grad()
        for part in x1.split((batch_size + 1) // 2):
            (flow_matching_loss(model, part, generator) * len(part) / batch_size).backward()
        opt.step()
        if k % 100 == 0:
            x = torch.randn(50, data.shape[1], generator=generator)
            for i in range(10):
                x = x + model(x, torch.full((50,), i / 10)).detach() / 10
    return model


# %% layers_called_directly : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    opt = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        loss = flow_matching_loss(model.forward, data[torch.randint(len(data), (batch_size,), generator=generator)], generator)
        opt.zero_grad()
        loss.backward()
        opt.step()
    return model


# %% epochs_with_partial_batches : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    import itertools
    opt = torch.optim.Adam(model.parameters(), lr=learning_rate)
    def batches():
        while True:
            yield from data[torch.randperm(len(data), generator=generator)].split(batch_size)
    for x1 in itertools.islice(batches(), num_iters):
        loss = flow_matching_loss(model, x1, generator)
        opt.zero_grad()
        loss.backward()
        opt.step()
    return model


# %% wrapped_in_a_module : train
class Wrapped(torch.nn.Module):
    def __init__(self, net):
        super().__init__()
        self.net = net
    def forward(self, x, t):
        return self.net(x, t)
def train(model, data, num_iters, batch_size, learning_rate, generator):
    import copy
    wrapped = Wrapped(copy.deepcopy(model))
    opt = torch.optim.Adam(wrapped.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        loss = flow_matching_loss(wrapped, data[torch.randint(len(data), (batch_size,), generator=generator)], generator)
        opt.zero_grad()
        loss.backward()
        opt.step()
    return wrapped.net


# %% ema_copy : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    import copy
    ema = copy.deepcopy(model)
    opt = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for k in range(num_iters):
        x1 = data[torch.randint(len(data), (batch_size,), generator=generator)]
        loss = flow_matching_loss(model, x1, generator)
        opt.zero_grad()
        loss.backward()
        opt.step()
        decay = min(0.99, (1 + k) / (10 + k))
        with torch.no_grad():
            for a, b in zip(ema.parameters(), model.parameters()):
                a.lerp_(b, 1 - decay)
    return ema


# %% functional_own_adam : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    from torch.func import functional_call, grad
    params = {k: v.detach().clone() for k, v in model.named_parameters()}
    m = {k: torch.zeros_like(v) for k, v in params.items()}
    s = {k: torch.zeros_like(v) for k, v in params.items()}
    def loss(p, x_t, t, u):
        return ((functional_call(model, p, (x_t, t)) - u) ** 2).mean()
    g = grad(loss)
    for k in range(1, num_iters + 1):
        x1 = data[torch.multinomial(torch.ones(len(data)), batch_size, replacement=True, generator=generator)]
        t = torch.rand(batch_size, generator=generator)
        eps = torch.randn(x1.shape, generator=generator)
        d = g(params, torch.lerp(eps, x1, t[:, None]), t, x1 - eps)
        for n in params:
            m[n] = 0.9 * m[n] + 0.1 * d[n]
            s[n] = 0.999 * s[n] + 0.001 * d[n] ** 2
            params[n] = params[n] - learning_rate * (m[n] / (1 - 0.9**k)) / ((s[n] / (1 - 0.999**k)).sqrt() + 1e-8)
    model.load_state_dict(params, strict=False)
    return model


# %% average_of_rectified_adam : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
    avg = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(0.95))
    opt = torch.optim.RAdam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        loss = flow_matching_loss(model, data[torch.randint(len(data), (batch_size,), generator=generator)], generator)
        opt.zero_grad()
        loss.backward()
        opt.step()
        avg.update_parameters(model)
    return avg.module


# %% variance_plus_bias : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    error = u_theta(x_t, t) - (x1 - eps)
    return error.var(unbiased=False) + error.mean() ** 2


# %% variance_plus_bias_over_the_batch : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    error = u_theta(x_t, t) - (x1 - eps)
    return (error.var(0, unbiased=False) + error.mean(0) ** 2).mean()


# %% variance_plus_bias_of_each_sample : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    error = (u_theta(x_t, t) - (x1 - eps)).reshape(len(x1), -1)
    return (error.var(1, unbiased=False) + error.mean(1) ** 2).mean()


# %% square_multiplied_out : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    answer, target = u_theta(x_t, t), x1 - eps
    return (answer**2 - 2 * answer * target + target**2).mean()


# %% variance_plus_bias : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    error = eps_theta(x_t, t) - (eps)
    return error.var(unbiased=False) + error.mean() ** 2


# %% variance_plus_bias_over_the_batch : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    error = eps_theta(x_t, t) - (eps)
    return (error.var(0, unbiased=False) + error.mean(0) ** 2).mean()


# %% variance_plus_bias_of_each_sample : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    error = (eps_theta(x_t, t) - (eps)).reshape(len(x1), -1)
    return (error.var(1, unbiased=False) + error.mean(1) ** 2).mean()


# %% square_multiplied_out : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    answer, target = eps_theta(x_t, t), eps
    return (answer**2 - 2 * answer * target + target**2).mean()


# %% ema_of_two_products : train
# b * a + (1 - b) * a is rounded: at a learning rate of 0 no weight moves but by that
def train(model, data, num_iters, batch_size, learning_rate, generator):
    from torch.nn.utils import parameters_to_vector, vector_to_parameters
    opt = torch.optim.Adam(model.parameters(), lr=learning_rate)
    average = parameters_to_vector(model.parameters()).detach().clone()
    for k in range(num_iters):
        loss = flow_matching_loss(model, data[torch.randint(len(data), (batch_size,), generator=generator)], generator)
        opt.zero_grad()
        loss.backward()
        opt.step()
        b = min(0.99, (k + 1) / (k + 11))
        average = b * average + (1 - b) * parameters_to_vector(model.parameters()).detach()
    vector_to_parameters(average, model.parameters())
    return model
