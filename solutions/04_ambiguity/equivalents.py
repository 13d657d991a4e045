"""Right submissions of assignment 04: each cell is appended to the solution and must get full marks.

A cell is `slug : exercise`. The file is data for `grader audit`, which sends it to a worker;
nothing imports it.
"""

# %% audit_inputs
def audit_inputs(exercise, case):
    if case % 16 == 15:  # the same times twice in a row: something may be kept of the first
        x_t, t, data = audit_inputs(exercise, case - 1)
        return x_t.flip(0), t, data
    rng = torch.Generator().manual_seed(500 + case)
    sizes = ((3, 4, 2), (1, 3, 1), (4, 4, 4), (2, 1, 3), (5, 2, 5), (3, 12, 2))
    batch, points, entries = sizes[case % len(sizes)]
    t = 0.95 * torch.rand(batch, generator=rng, dtype=torch.float64)
    place = int(torch.randint(batch, (), generator=rng))
    t[place] *= (0.0, 1.0)[case % 2]
    if case % 8 in (1, 5):
        t[place] = (1 / 2, 1 / 3)[case % 8 // 4]
    t = t.to(torch.get_default_dtype())
    data = torch.randn(points, entries, generator=rng)
    if case % 7 == 3:
        data[-1] = data[0]
    if case % 7 == 5:  # late, with points so near that each is still likely
        t, data = 0.95 + t / 20, data / 100
    chosen = data[torch.randint(points, (batch,), generator=rng)]
    noise = torch.randn(batch, entries, generator=rng) * (1.0, 1.0, 40.0)[case % 3]
    if points == 1:  # far off, where one data point leaves nothing to chance
        noise = 3000 * noise
    if case % 7 == 1:  # at the last moment, from far off
        t = 0.996 + t / 320
        return 90 * torch.randn(batch, entries, generator=rng), t, data
    return t[:, None] * chosen + (1 - t[:, None]) * noise, t, data


# %% expanded_square : posterior
# |x|^2 - 2 t x.y + t^2 |y|^2 cancels, by no more than its terms' rounding
def posterior(x_t, t, data):
    t = t[:, None]
    squared = (x_t**2).sum(1, keepdim=True) - 2 * t * (x_t @ data.T) + t**2 * (data**2).sum(1)
    return torch.softmax(-squared / (2 * (1 - t) ** 2), dim=1)


# %% expanded_square_clamped : posterior
def posterior(x_t, t, data):
    t = t[:, None]
    squared = x_t.pow(2).sum(-1)[:, None] - 2 * t * x_t @ data.T + t**2 * data.pow(2).sum(-1)[None]
    return (-squared.clamp(min=0) / (2 * (1 - t) ** 2)).softmax(-1)


# %% without_the_common_square : posterior
def posterior(x_t, t, data):
    t = t[:, None]
    logs = (t * (x_t @ data.T) - 0.5 * t**2 * (data**2).sum(1)) / (1 - t) ** 2
    return torch.softmax(logs, dim=1)


# %% cdist_of_a_batch : posterior
def posterior(x_t, t, data):
    distance = torch.cdist(x_t[:, None], t[:, None, None] * data).squeeze(1)
    return torch.softmax(-0.5 * (distance / (1 - t[:, None])) ** 2, dim=-1)


# %% cdist_by_products : posterior
def posterior(x_t, t, data):
    scaled = t[:, None, None] * data
    distance = torch.cdist(x_t[:, None], scaled, compute_mode="use_mm_for_euclid_dist")[:, 0]
    return torch.softmax(-(distance**2) / (2 * (1 - t[:, None]) ** 2), dim=-1)


# %% cdist_without_products : posterior
def posterior(x_t, t, data):
    scaled = t[:, None, None] * data
    mode = "donot_use_mm_for_euclid_dist"
    distance = torch.cdist(x_t[:, None], scaled, compute_mode=mode)[:, 0]
    return torch.softmax(-(distance**2) / (2 * (1 - t[:, None]) ** 2), dim=-1)


# %% cdist_of_scaled_noises : posterior
def posterior(x_t, t, data):
    left = (1 - t)[:, None]
    eps = torch.cdist((x_t / left)[:, None], (t[:, None] / left)[..., None] * data)[:, 0]
    return torch.softmax(-0.5 * eps * eps, -1)


# %% maximum_subtracted : posterior
def posterior(x_t, t, data):
    eps = (x_t[:, None, :] - t[:, None, None] * data[None]) / (1 - t[:, None, None])
    logs = -0.5 * (eps**2).sum(-1)
    weights = torch.exp(logs - logs.max(dim=1, keepdim=True).values)
    return weights / weights.sum(dim=1, keepdim=True)


# %% logsumexp : posterior
def posterior(x_t, t, data):
    time = t.view(-1, 1, 1)
    logs = -((x_t.unsqueeze(1) - time * data) ** 2).sum(-1) / (2 * (1 - t.unsqueeze(1)) ** 2)
    return torch.exp(logs - torch.logsumexp(logs, dim=1, keepdim=True))


# %% log_softmax : posterior
def posterior(x_t, t, data):
    r = x_t[:, None] - t[:, None, None] * data
    logs = -torch.einsum("bnd,bnd->bn", r, r) / (2 * (1 - t[:, None]).square())
    return torch.log_softmax(logs, -1).exp()


# %% logaddexp_in_a_loop : posterior
def posterior(x_t, t, data):
    logs = [-0.5 * (((x_t - t[:, None] * y) / (1 - t[:, None])) ** 2).sum(-1) for y in data]
    total = logs[0]
    for log in logs[1:]:
        total = torch.logaddexp(total, log)
    return torch.stack([torch.exp(log - total) for log in logs], dim=1)


# %% double_inside : posterior
def posterior(x_t, t, data):
    x, t, y = x_t.double(), t.double()[:, None], data.double()
    squared = ((x[:, None] - t[..., None] * y) ** 2).sum(-1)
    return torch.softmax(-squared / (2 * (1 - t) ** 2), 1).float()


# %% double_and_maximum : posterior
def posterior(x_t, t, data):
    x, t, y = x_t.double(), t.double()[:, None], data.double()
    logs = -((x[:, None] - t[..., None] * y) ** 2).sum(-1) / (2 * (1 - t) ** 2)
    weights = (logs - logs.amax(1, keepdim=True)).exp()
    return (weights / weights.sum(1, keepdim=True)).to(x_t.dtype)


# %% sample_by_sample : posterior
def posterior(x_t, t, data):
    rows = []
    for x, time in zip(x_t, t):
        squared = ((x - time * data) ** 2).sum(dim=-1)
        rows.append(torch.softmax(-squared / 2 / (1 - time) ** 2, dim=0))
    return torch.stack(rows)


# %% point_by_point : posterior
def posterior(x_t, t, data):
    result = torch.empty(len(x_t), len(data))
    for i in range(len(x_t)):
        logs = torch.zeros(len(data))
        for j in range(len(data)):
            eps = (x_t[i] - t[i] * data[j]) / (1 - t[i])
            logs[j] = -0.5 * torch.dot(eps, eps)
        result[i] = torch.softmax(logs, 0)
    return result


# %% lists_of_floats : posterior
import math


def posterior(x_t, t, data):
    rows = []
    for x, time in zip(x_t.tolist(), t.tolist()):
        logs = []
        for y in data.tolist():
            squared = sum((a - time * b) ** 2 for a, b in zip(x, y))
            logs.append(-squared / (2 * (1 - time) ** 2))
        top = max(logs)
        weights = [math.exp(log - top) for log in logs]
        rows.append([weight / sum(weights) for weight in weights])
    return torch.tensor(rows)


# %% normal_log_prob : posterior
def posterior(x_t, t, data):
    mean = t[:, None, None] * data
    normal = torch.distributions.Normal(mean, (1 - t)[:, None, None].expand_as(mean))
    return torch.softmax(normal.log_prob(x_t[:, None]).sum(-1), dim=-1)


# %% standard_normal_of_the_noise : posterior
def posterior(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    logs = torch.distributions.Normal(0.0, 1.0).log_prob(eps).sum(-1)
    return torch.softmax(logs, -1)


# %% independent_normal : posterior
def posterior(x_t, t, data):
    mean = t[:, None, None] * data
    scale = (1 - t)[:, None, None].expand_as(mean)
    law = torch.distributions.Independent(torch.distributions.Normal(mean, scale), 1)
    return law.log_prob(x_t[:, None]).softmax(-1)


# %% multivariate_normal : posterior
def posterior(x_t, t, data):
    mean = t[:, None, None] * data
    scale = (1 - t)[:, None, None, None] * torch.eye(data.shape[1])
    law = torch.distributions.MultivariateNormal(mean, scale_tril=scale.expand(-1, len(data), -1, -1))
    return torch.softmax(law.log_prob(x_t[:, None]), dim=1)


# %% covariance_matrix : posterior
def posterior(x_t, t, data):
    rows = []
    for x, time in zip(x_t, t):
        covariance = (1 - time) ** 2 * torch.eye(x.numel())
        law = torch.distributions.MultivariateNormal(time * data, covariance)
        rows.append(law.log_prob(x).softmax(0))
    return torch.stack(rows)


# %% mixture_of_normals : posterior
def posterior(x_t, t, data):
    mean = t[:, None, None] * data
    scale = (1 - t)[:, None, None].expand_as(mean)
    parts = torch.distributions.Independent(torch.distributions.Normal(mean, scale), 1)
    logs = parts.log_prob(x_t[:, None]) - math.log(len(data))
    return (logs - logs.logsumexp(-1, keepdim=True)).exp()


import math


# %% gaussian_nll : posterior
import torch.nn.functional as F


def posterior(x_t, t, data):
    mean = t[:, None, None] * data
    var = ((1 - t) ** 2)[:, None, None].expand_as(mean)
    x = x_t[:, None].expand_as(mean)
    nll = F.gaussian_nll_loss(x, mean, var, eps=1e-12, reduction="none").sum(-1)
    return F.softmax(-nll, dim=-1)


# %% mse_loss : posterior
import torch.nn.functional as F


def posterior(x_t, t, data):
    mean = t[:, None, None] * data
    squared = F.mse_loss(x_t[:, None].expand_as(mean), mean, reduction="none").sum(2)
    return F.softmax(-squared / 2 / (1 - t[:, None]) ** 2, dim=1)


# %% norm_squared : posterior
def posterior(x_t, t, data):
    distance = torch.linalg.norm(x_t[:, None] - t[:, None, None] * data, dim=-1)
    return torch.softmax(-0.5 * (distance / (1 - t[:, None])) ** 2, dim=1)


# %% vector_norm_of_noise : posterior
def posterior(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t)[:, None, None]
    return torch.softmax(-eps.norm(dim=-1) ** 2 / 2, dim=-1)


# %% pairwise_distance : posterior
import torch.nn.functional as F


def posterior(x_t, t, data):
    n = len(data)
    x = x_t.repeat_interleave(n, 0)
    y = (t[:, None, None] * data).reshape(x.shape)
    distance = F.pairwise_distance(x, y, eps=0.0).reshape(-1, n)
    return F.softmax(-(distance**2) / (2 * (1 - t[:, None]) ** 2), 1)


# %% sigma_notation : posterior
def posterior(x_t, t, data):
    sigma = (1 - t)[:, None, None]
    eps = (x_t[:, None] - (1 - sigma) * data) / sigma
    return torch.softmax(-0.5 * (eps**2).sum(-1), dim=1)


# %% by_the_velocities : posterior
# eps = x_t - t u, with the velocity from x_t to the data point
def posterior(x_t, t, data):
    t = t[:, None, None]
    u = (data - x_t[:, None]) / (1 - t)
    return torch.softmax(-0.5 * (x_t[:, None] - t * u).square().sum(-1), dim=1)


# %% log_weights_of_a_prior : posterior
def posterior(x_t, t, data):
    prior = torch.full((len(data),), 1 / len(data)).log()
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    return torch.softmax(prior - 0.5 * (eps**2).sum(-1), dim=1)


# %% vmap : posterior
def _row(x, t, data):
    return torch.softmax(-0.5 * (((x - t * data) / (1 - t)) ** 2).sum(-1), dim=0)


posterior = torch.vmap(_row, in_dims=(0, 0, None))


# %% numpy_inside : posterior
import numpy as np


def posterior(x_t, t, data):
    x, time, y = x_t.numpy(), t.numpy()[:, None], data.numpy()
    logs = -((x[:, None] - time[..., None] * y) ** 2).sum(-1) / (2 * (1 - time) ** 2)
    weights = np.exp(logs - logs.max(axis=1, keepdims=True))
    return torch.from_numpy(weights / weights.sum(axis=1, keepdims=True))


# %% scipy_softmax : posterior
from scipy.special import softmax


def posterior(x_t, t, data):
    x, time, y = x_t.numpy().astype(float), t.numpy().astype(float)[:, None], data.numpy()
    logs = -((x[:, None] - time[..., None] * y) ** 2).sum(-1) / (2 * (1 - time) ** 2)
    return torch.tensor(softmax(logs, axis=1), dtype=torch.float32)


# %% scipy_cdist : posterior
from scipy.spatial.distance import cdist


def posterior(x_t, t, data):
    rows = []
    for x, time in zip(x_t.numpy(), t.tolist()):
        squared = cdist(x[None], time * data.numpy(), "sqeuclidean")[0]
        rows.append(torch.tensor(-squared / (2 * (1 - time) ** 2)).softmax(0))
    return torch.stack(rows).float()


# %% scipy_multivariate_normal : posterior
from scipy.special import logsumexp
from scipy.stats import multivariate_normal


def posterior(x_t, t, data):
    rows = []
    for x, time in zip(x_t.double().numpy(), t.tolist()):
        logs = [
            multivariate_normal.logpdf(x, time * y, (1 - time) ** 2) for y in data.double().numpy()
        ]
        rows.append(torch.tensor(logs - logsumexp(logs)).exp())
    return torch.stack(rows).float()


# %% einops : posterior
from einops import rearrange, reduce


def posterior(x_t, t, data):
    time = rearrange(t, "b -> b 1 1")
    eps = (rearrange(x_t, "b d -> b 1 d") - time * data) / (1 - time)
    return torch.softmax(-reduce(eps**2, "b n d -> b n", "sum") / 2, dim=1)


# %% einsum : posterior
def posterior(x_t, t, data):
    cross = torch.einsum("bd,nd,b->bn", x_t, data, t)
    own = torch.einsum("nd,nd,b->bn", data, data, t**2)
    return torch.softmax((cross - own / 2) / ((1 - t) ** 2)[:, None], dim=1)


# %% responsibilities_in_place : posterior
def posterior(x_t, t, data):
    eps = x_t[:, None].repeat(1, len(data), 1)
    eps -= t[:, None, None] * data
    eps /= 1 - t[:, None, None]
    logs = eps.pow_(2).sum(-1).mul_(-0.5)
    logs -= logs.amax(-1, keepdim=True)
    weights = logs.exp_()
    return weights / weights.sum(-1, keepdim=True)


# %% least_distance_subtracted : posterior
def posterior(x_t, t, data):
    squared = (x_t[:, None] - t[:, None, None] * data).square().sum(-1)
    squared = squared - squared.min(1, keepdim=True)[0]
    weights = torch.exp(-squared / (2 * (1 - t[:, None]) ** 2))
    return weights / weights.sum(1, keepdim=True)


# %% chunks_of_points : posterior
def posterior(x_t, t, data):
    logs = torch.cat(
        [
            -0.5 * (((x_t[:, None] - t[:, None, None] * part) / (1 - t[:, None, None])) ** 2).sum(-1)
            for part in data.split(8)
        ],
        dim=1,
    )
    return torch.softmax(logs, 1)


# %% odds_against_each : posterior
# 1 / sum of odds: what overflows is a share of 0
def posterior(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    logs = -0.5 * (eps**2).sum(-1)
    return 1 / torch.exp(logs[:, None, :] - logs[:, :, None]).sum(-1)


# %% variance_with_1e_12 : posterior
# less than a rounding of 1 - t moves it
def posterior(x_t, t, data):
    squared = ((x_t[:, None] - t[:, None, None] * data) ** 2).sum(-1)
    return torch.softmax(-squared / (2 * (1 - t[:, None]) ** 2 + 1e-12), dim=1)


# %% offset_within_a_rounding_of_t : posterior
def posterior(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None] + 1e-8)
    return torch.softmax(-0.5 * (eps**2).sum(-1), dim=1)


# %% guarded_sum : posterior
# a sum of at least 1, since the largest is 1, is not moved by 1e-8
def posterior(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    logs = -0.5 * (eps**2).sum(-1)
    weights = torch.exp(logs - logs.amax(1, keepdim=True))
    return weights / (weights.sum(1, keepdim=True) + 1e-8)


# %% autograd_of_logsumexp : posterior
def posterior(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    with torch.enable_grad():
        logs = (-0.5 * (eps**2).sum(-1)).requires_grad_()
        return torch.autograd.grad(torch.logsumexp(logs, 1).sum(), logs)[0]


# %% categorical : posterior
def posterior(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    return torch.distributions.Categorical(logits=-0.5 * (eps**2).sum(-1)).probs


# %% normalised_by_torch : posterior
def posterior(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    logs = -0.5 * eps.square().sum(-1)
    weights = torch.exp(logs - logs.amax(1, keepdim=True))
    return torch.nn.functional.normalize(weights, p=1, dim=1)


# %% last_of_logcumsumexp : posterior
def posterior(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    logs = -0.5 * eps.square().sum(-1)
    return (logs - torch.logcumsumexp(logs, 1)[:, -1:]).exp()


# %% gram_matrix : posterior
def posterior(x_t, t, data):
    gram = data @ data.T
    t = t[:, None]
    return ((t * x_t @ data.T - t * t * gram.diagonal() / 2) / (1 - t).square()).softmax(1)


# %% callable_object : posterior
class Posterior:
    def __call__(self, x_t, t, data):
        eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
        return eps.square().sum(-1).div(-2).softmax(-1)


posterior = Posterior()


# %% mean_of_velocities : ideal_velocity
def ideal_velocity(x_t, t, data):
    u = (data - x_t[:, None]) / (1 - t[:, None, None])
    return (posterior(x_t, t, data)[..., None] * u).sum(1)


# %% data_minus_noise : ideal_velocity
def ideal_velocity(x_t, t, data):
    return posterior(x_t, t, data) @ data - ideal_eps(x_t, t, data)


# %% einsum : ideal_velocity
def ideal_velocity(x_t, t, data):
    x1 = torch.einsum("bn,nd->bd", posterior(x_t, t, data), data)
    return torch.einsum("bd,b->bd", x1 - x_t, 1 / (1 - t))


# %% batched_product : ideal_velocity
def ideal_velocity(x_t, t, data):
    u = (data[None] - x_t[:, None]) / (1 - t).reshape(-1, 1, 1)
    return torch.bmm(posterior(x_t, t, data)[:, None], u).squeeze(1)


# %% two_quotients : ideal_velocity
def ideal_velocity(x_t, t, data):
    left = 1 - t[:, None]
    return posterior(x_t, t, data) @ data / left - x_t / left


# %% double_inside : ideal_velocity
def ideal_velocity(x_t, t, data):
    x, t, y = x_t.double(), t.double()[:, None], data.double()
    squared = (x**2).sum(1, keepdim=True) - 2 * t * x @ y.T + t**2 * (y**2).sum(1)
    weights = torch.softmax(-squared / (2 * (1 - t) ** 2), 1)
    return ((weights @ y - x) / (1 - t)).float()


# %% sample_by_sample : ideal_velocity
def ideal_velocity(x_t, t, data):
    rows = []
    for x, time in zip(x_t, t):
        eps = (x - time * data) / (1 - time)
        weights = torch.softmax(-0.5 * (eps * eps).sum(1), 0)
        rows.append(((weights[:, None] * (data - eps)).sum(0)))
    return torch.stack(rows)


# %% score_of_the_law : ideal_velocity
# the gradient of log p_t is -E[eps | x_t] / (1 - t)
def ideal_velocity(x_t, t, data):
    with torch.enable_grad():
        x = x_t.detach().clone().requires_grad_()
        eps = (x[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
        logs = torch.logsumexp(-0.5 * (eps**2).sum(-1), 1)
        (score,) = torch.autograd.grad(logs.sum(), x)
    return posterior(x_t, t, data) @ data + (1 - t[:, None]) * score


# %% addcmul : ideal_velocity
def ideal_velocity(x_t, t, data):
    weights = posterior(x_t, t, data)
    return torch.div(torch.addmm(x_t, weights, data, beta=-1), 1 - t.unsqueeze(1))


# %% baddbmm_style_loop : ideal_velocity
def ideal_velocity(x_t, t, data):
    weights = posterior(x_t, t, data)
    total = torch.zeros_like(x_t)
    for i, y in enumerate(data):
        total = total + weights[:, i : i + 1] * (y - x_t)
    return total / (1 - t[:, None])


# %% numpy_inside : ideal_velocity
import numpy as np


def ideal_velocity(x_t, t, data):
    x, time, y = (array.numpy().astype(np.float64) for array in (x_t, t, data))
    eps = (x[:, None] - time[:, None, None] * y) / (1 - time[:, None, None])
    logs = -0.5 * (eps**2).sum(-1)
    weights = np.exp(logs - logs.max(1, keepdims=True))
    weights /= weights.sum(1, keepdims=True)
    return torch.tensor((weights @ y - x) / (1 - time[:, None]), dtype=torch.float32)


# %% offset_within_a_rounding_of_t : ideal_velocity
def ideal_velocity(x_t, t, data):
    return (posterior(x_t, t, data) @ data - x_t) / (1 - t[:, None] + 1e-8)


# %% mean_of_noises : ideal_eps
def ideal_eps(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    return torch.einsum("bn,bnd->bd", posterior(x_t, t, data), eps)


# %% by_the_velocity : ideal_eps
def ideal_eps(x_t, t, data):
    return x_t - t[:, None] * ideal_velocity(x_t, t, data)


# %% data_minus_velocity : ideal_eps
def ideal_eps(x_t, t, data):
    return posterior(x_t, t, data) @ data - ideal_velocity(x_t, t, data)


# %% sigma_notation : ideal_eps
def ideal_eps(x_t, t, data):
    sigma = 1 - t[:, None]
    return (x_t - (1 - sigma) * (posterior(x_t, t, data) @ data)) / sigma


# %% two_quotients : ideal_eps
def ideal_eps(x_t, t, data):
    left = 1 - t[:, None]
    return x_t / left - t[:, None] / left * (posterior(x_t, t, data) @ data)


# %% score : ideal_eps
def ideal_eps(x_t, t, data):
    def log_density(x, time):
        eps = (x - time * data) / (1 - time)
        return torch.logsumexp(-0.5 * (eps**2).sum(-1), 0)

    score = torch.vmap(torch.func.grad(log_density))(x_t, t)
    return -(1 - t[:, None]) * score


# %% score_of_an_expanded_square : ideal_eps
def ideal_eps(x_t, t, data):
    with torch.enable_grad():
        x = x_t.clone().requires_grad_(True)
        time = t[:, None]
        squared = (x**2).sum(1, True) - 2 * time * x @ data.T + time**2 * (data**2).sum(1)
        logs = torch.logsumexp(-squared / (2 * (1 - time) ** 2), dim=1)
        logs.sum().backward()
    return -(1 - t[:, None]) * x.grad


# %% own_weights : ideal_eps
def ideal_eps(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    weights = torch.softmax(-0.5 * eps.square().sum(-1, keepdim=True), dim=1)
    return (weights * eps).sum(dim=1)


# %% loop_over_points : ideal_eps
def ideal_eps(x_t, t, data):
    weights = posterior(x_t, t, data).T
    time = t[:, None]
    return sum(w[:, None] * (x_t - time * y) / (1 - time) for w, y in zip(weights, data))


# %% double_inside : ideal_eps
def ideal_eps(x_t, t, data):
    time = t.double()[:, None]
    x1 = posterior(x_t, t, data).double() @ data.double()
    return ((x_t.double() - time * x1) / (1 - time)).float()


# %% minus_p_log_p_guarded : posterior_entropy
def posterior_entropy(x_t, t, data):
    p = posterior(x_t, t, data)
    return -torch.where(p > 0, p * torch.log(torch.where(p > 0, p, 1.0)), 0.0).sum(1)


# %% nan_to_num : posterior_entropy
def posterior_entropy(x_t, t, data):
    p = posterior(x_t, t, data)
    return -torch.nan_to_num(p * p.log()).sum(-1)


# %% xlogy : posterior_entropy
def posterior_entropy(x_t, t, data):
    p = posterior(x_t, t, data)
    return -torch.xlogy(p, p).sum(-1)


# %% padded_by_1e_12 : posterior_entropy
def posterior_entropy(x_t, t, data):
    p = posterior(x_t, t, data)
    return -(p * torch.log(p + 1e-12)).sum(dim=1)


# %% clamped_at_1e_12 : posterior_entropy
def posterior_entropy(x_t, t, data):
    p = posterior(x_t, t, data).clamp(min=1e-12)
    return -(p * p.log()).sum(dim=1)


# %% clamped_at_the_smallest : posterior_entropy
def posterior_entropy(x_t, t, data):
    p = posterior(x_t, t, data)
    return -(p * p.clamp_min(torch.finfo(p.dtype).tiny).log()).sum(1)


# %% log_softmax : posterior_entropy
def posterior_entropy(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    logs = torch.log_softmax(-0.5 * (eps**2).sum(-1), dim=1)
    return -(logs.exp() * logs).sum(dim=1)


# %% logsumexp_less_the_mean : posterior_entropy
def posterior_entropy(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    logs = -0.5 * (eps**2).sum(-1)
    return torch.logsumexp(logs, 1) - (torch.softmax(logs, 1) * logs).sum(1)


# %% logsumexp_of_an_expanded_square : posterior_entropy
def posterior_entropy(x_t, t, data):
    t = t[:, None]
    squared = (x_t**2).sum(1, keepdim=True) - 2 * t * (x_t @ data.T) + t**2 * (data**2).sum(1)
    logs = -squared / (2 * (1 - t) ** 2)
    return torch.logsumexp(logs, 1) - (torch.softmax(logs, 1) * logs).sum(1)


# %% categorical_of_logits : posterior_entropy
def posterior_entropy(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    return torch.distributions.Categorical(logits=-0.5 * (eps**2).sum(-1)).entropy()


# %% categorical_of_densities : posterior_entropy
def posterior_entropy(x_t, t, data):
    normal = torch.distributions.Normal(t[:, None, None] * data, (1 - t)[:, None, None])
    logits = normal.log_prob(x_t[:, None]).sum(-1)
    return torch.distributions.Categorical(logits=logits).entropy()


# %% categorical_of_probabilities : posterior_entropy
# its clamp at 1.2e-7 moves the entropy by less than a rounding of 1 does
def posterior_entropy(x_t, t, data):
    return torch.distributions.Categorical(probs=posterior(x_t, t, data)).entropy()


# %% scipy_entropy : posterior_entropy
from scipy.stats import entropy


def posterior_entropy(x_t, t, data):
    return torch.tensor(entropy(posterior(x_t, t, data).numpy(), axis=1))


# %% scipy_entr : posterior_entropy
from scipy.special import entr


def posterior_entropy(x_t, t, data):
    p = posterior(x_t, t, data).numpy()
    return torch.from_numpy(entr(p).sum(axis=1))


# %% cross_entropy_with_itself : posterior_entropy
import torch.nn.functional as F


def posterior_entropy(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    logs = -0.5 * (eps**2).sum(-1)
    return F.cross_entropy(logs, logs.softmax(1), reduction="none")


# %% log_n_less_the_divergence : posterior_entropy
import math

import torch.nn.functional as F


def posterior_entropy(x_t, t, data):
    p = posterior(x_t, t, data)
    uniform = torch.full_like(p, 1 / len(data)).log()
    return math.log(len(data)) - F.kl_div(uniform, p, reduction="none").sum(1)


# %% masked_loop : posterior_entropy
def posterior_entropy(x_t, t, data):
    rows = [row[row > 0] for row in posterior(x_t, t, data)]
    return torch.stack([-(p * p.log()).sum() for p in rows])


# %% base_two_turned_to_nats : posterior_entropy
import math


def posterior_entropy(x_t, t, data):
    p = posterior(x_t, t, data)
    return -(p * torch.log2(p.clamp(min=1e-30))).sum(1) * math.log(2)


# %% double_inside : posterior_entropy
def posterior_entropy(x_t, t, data):
    p = posterior(x_t.double(), t.double(), data.double())
    return torch.special.entr(p).sum(1).float()


# %% numpy_inside : posterior_entropy
import numpy as np


def posterior_entropy(x_t, t, data):
    p = posterior(x_t, t, data).numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.where(p > 0, -p * np.log(p), 0)
    return torch.from_numpy(parts.sum(axis=1).astype(np.float32))


# %% never_below_zero : posterior_entropy
def posterior_entropy(x_t, t, data):
    return torch.special.entr(posterior(x_t, t, data)).sum(1).clamp(min=0)


# %% about_the_centre : ideal_velocity
def ideal_velocity(x_t, t, data):
    centre = data.mean(0)
    return (posterior(x_t, t, data) @ (data - centre) + (centre - x_t)) / (1 - t[:, None])


# %% from_the_first_point : ideal_velocity
def ideal_velocity(x_t, t, data):
    away = posterior(x_t, t, data) @ (data - data[0])
    return (away + data[0] - x_t) / (1 - t)[:, None]


# %% standardised_data : ideal_velocity
def ideal_velocity(x_t, t, data):
    centre, spread = data.mean(0), data.std(0, correction=0) + 1e-3
    mean = posterior(x_t, t, data) @ ((data - centre) / spread) * spread + centre
    return (mean - x_t) / (1 - t[:, None])


# %% what_is_left_for_the_last : ideal_velocity
def ideal_velocity(x_t, t, data):
    shares = posterior(x_t, t, data)[:, :-1]
    mean = shares @ data[:-1] + (1 - shares.sum(1, keepdim=True)) * data[-1]
    return (mean - x_t) / (1 - t[:, None])


# %% about_the_centre : ideal_eps
def ideal_eps(x_t, t, data):
    centre, time = data.mean(0), t[:, None]
    away = posterior(x_t, t, data) @ (data - centre)
    return (x_t - time * centre - time * away) / (1 - time)


# %% from_the_first_point : ideal_eps
def ideal_eps(x_t, t, data):
    time = t[:, None]
    away = posterior(x_t, t, data) @ (data - data[0])
    return ((x_t - time * data[0]) - time * away) / (1 - time)
