"""Wrong submissions of assignment 04: each cell is appended to the solution and must lose points.

A cell is `slug : exercise`, with `-> id` where it is the code of that known misconception. The
file is data for `grader audit`, which sends it to a worker; nothing imports it.
"""

# %% exponentials_without_a_maximum : posterior -> likelihoods_underflow
def posterior(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    weights = torch.exp(-0.5 * eps.square().sum(-1))
    return weights / weights.sum(1, keepdim=True)


# %% exponentials_in_double : posterior -> likelihoods_underflow
def posterior(x_t, t, data):
    x, t, y = x_t.double(), t.double()[:, None, None], data.double()
    weights = torch.exp(-0.5 * ((x[:, None] - t * y) / (1 - t)).square().sum(-1))
    return (weights / weights.sum(1, keepdim=True)).float()


# %% densities_of_normals : posterior -> likelihoods_underflow
def posterior(x_t, t, data):
    normal = torch.distributions.Normal(t[:, None, None] * data, (1 - t)[:, None, None])
    weights = normal.log_prob(x_t[:, None]).sum(-1).exp()
    return weights / weights.sum(1, keepdim=True)


# %% product_of_densities : posterior -> likelihoods_underflow
def posterior(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    weights = torch.exp(-0.5 * eps**2).prod(-1)
    return weights / weights.sum(1, keepdim=True)


# %% nan_to_num_of_the_shares : posterior -> shares_vanish
def posterior(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    weights = torch.exp(-0.5 * eps.square().sum(-1))
    return torch.nan_to_num(weights / weights.sum(1, keepdim=True))


# %% uniform_where_all_underflow : posterior
def posterior(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    weights = torch.exp(-0.5 * eps.square().sum(-1))
    total = weights.sum(1, keepdim=True)
    return torch.where(total > 0, weights / total, 1 / len(data))


# %% nearest_where_all_underflow : posterior
def posterior(x_t, t, data):
    squared = ((x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])).square().sum(-1)
    weights = torch.exp(-0.5 * squared)
    total = weights.sum(1, keepdim=True)
    nearest = torch.nn.functional.one_hot(squared.argmin(1), len(data)).float()
    return torch.where(total > 0, weights / total, nearest)


# %% padded_sum : posterior -> shares_vanish
def posterior(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    weights = torch.exp(-0.5 * eps.square().sum(-1))
    return weights / (weights.sum(1, keepdim=True) + 1e-8)


# %% sum_clamped : posterior -> shares_vanish
def posterior(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    weights = torch.exp(-0.5 * eps.square().sum(-1))
    return weights / weights.sum(1, keepdim=True).clamp(min=1e-12)


# %% likelihoods_padded : posterior -> likelihoods_padded
def posterior(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    weights = torch.exp(-0.5 * eps.square().sum(-1)) + 1e-10
    return weights / weights.sum(1, keepdim=True)


# %% exponent_clamped : posterior -> exponents_bounded
def posterior(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    logs = (-0.5 * eps.square().sum(-1)).clamp(min=-80)
    return torch.softmax(logs, dim=1)


# %% exponent_clamped_at_50 : posterior -> exponents_bounded
def posterior(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    logs = (-0.5 * eps.square().sum(-1)).clamp(min=-50)
    weights = torch.exp(logs)
    return weights / weights.sum(1, keepdim=True)


# %% maximum_of_the_batch : posterior
def posterior(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    logs = -0.5 * eps.square().sum(-1)
    weights = torch.exp(logs - logs.max())
    return weights / weights.sum(1, keepdim=True)


# %% maximum_of_the_point : posterior
def posterior(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    logs = -0.5 * eps.square().sum(-1)
    weights = torch.exp(logs - logs.amax(0, keepdim=True))
    return weights / weights.sum(1, keepdim=True)


# %% minimum_taken_off : posterior
def posterior(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    logs = -0.5 * eps.square().sum(-1)
    weights = torch.exp(logs - logs.amin(1, keepdim=True))
    return weights / weights.sum(1, keepdim=True)


# %% exponentials_overflow : posterior -> exponentials_overflow
def posterior(x_t, t, data):
    t = t[:, None]
    weights = torch.exp((t * x_t @ data.T - 0.5 * t**2 * (data**2).sum(1)) / (1 - t) ** 2)
    return weights / weights.sum(1, keepdim=True)


# %% variance_expanded : posterior
# 1 - 2t + t^2 cancels at late times
def posterior(x_t, t, data):
    squared = ((x_t[:, None] - t[:, None, None] * data) ** 2).sum(-1)
    variance = 1 - 2 * t + t**2
    return torch.softmax(-squared / (2 * variance[:, None]), dim=1)


# %% divided_by_time : posterior
# x_t / t lies on the data plus noise: 0 / 0 at t = 0
def posterior(x_t, t, data):
    t = t[:, None, None]
    r = (x_t[:, None] / t - data) * t / (1 - t)
    return torch.softmax(-0.5 * r.square().sum(-1), dim=1)


# %% divided_by_time_with_a_guard : posterior
def posterior(x_t, t, data):
    t = t[:, None, None].clamp(min=1e-3)
    r = (x_t[:, None] / t - data) * t / (1 - t)
    return torch.softmax(-0.5 * r.square().sum(-1), dim=1)


# %% half_precision : posterior
def posterior(x_t, t, data):
    x, t, y = x_t.half(), t.half()[:, None, None], data.half()
    return torch.softmax((-0.5 * ((x[:, None] - t * y) / (1 - t)).square().sum(-1)).float(), 1)


# %% bfloat16 : posterior
def posterior(x_t, t, data):
    x, t, y = x_t.bfloat16(), t.bfloat16()[:, None, None], data.bfloat16()
    return torch.softmax((-0.5 * ((x[:, None] - t * y) / (1 - t)).square().sum(-1)).float(), 1)


# %% returns_float64 : posterior -> returns_float64
def posterior(x_t, t, data):
    x, t, y = x_t.double(), t.double()[:, None, None], data.double()
    return torch.softmax(-0.5 * ((x[:, None] - t * y) / (1 - t)).square().sum(-1), dim=1)


# %% duplicates_merged : posterior
def posterior(x_t, t, data):
    data = torch.unique(data, dim=0)
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    return torch.softmax(-0.5 * eps.square().sum(-1), dim=1)


# %% first_of_duplicates : posterior
def posterior(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    shares = torch.softmax(-0.5 * eps.square().sum(-1), dim=1)
    same = (data[:, None] == data[None]).all(-1).tril(-1).any(1)
    shares = torch.where(same, 0.0, shares)
    return shares / shares.sum(1, keepdim=True)


# %% times_of_the_first_sample_in_cdist : posterior
def posterior(x_t, t, data):
    distance = torch.cdist(x_t, t[0] * data)
    return torch.softmax(-0.5 * (distance / (1 - t[:, None])) ** 2, dim=1)


# %% mean_taken_off : posterior
# what is far above the mean overflows
def posterior(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    logs = -0.5 * eps.square().sum(-1)
    weights = torch.exp(logs - logs.mean(1, keepdim=True))
    return weights / weights.sum(1, keepdim=True)


# %% mean_of_all_taken_off : posterior
# what is left of a logarithm has lost its digits
def posterior(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    logs = -0.5 * eps.square().sum(-1)
    return torch.softmax(logs - logs.mean(), dim=1)


# %% data_sorted : posterior
def posterior(x_t, t, data):
    data = data.sort(0).values
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    return torch.softmax(-0.5 * eps.square().sum(-1), dim=1)


# %% x_t_changed_in_place : posterior
def posterior(x_t, t, data):
    x_t /= (1 - t)[:, None]
    r = x_t[:, None] - (t / (1 - t))[:, None, None] * data
    return torch.softmax(-0.5 * r.square().sum(-1), dim=1)


# %% time_changed_in_place : posterior
def posterior(x_t, t, data):
    mean = t[:, None, None] * data
    left = t.neg_().add_(1)
    return torch.softmax(-0.5 * ((x_t[:, None] - mean) / left[:, None, None]).square().sum(-1), 1)


# %% data_changed_in_place : posterior
def posterior(x_t, t, data):
    rows = []
    for x, time in zip(x_t, t):
        rows.append(torch.softmax(-0.5 * ((x - time * data) / (1 - time)).square().sum(-1), 0))
    data += 0.0
    data[0] *= 1.0 + 1e-3
    return torch.stack(rows)


# %% squeezed : posterior
def posterior(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    return torch.softmax(-0.5 * eps.square().sum(-1), dim=1).squeeze()


# %% list_of_rows : posterior
def posterior(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    return list(torch.softmax(-0.5 * eps.square().sum(-1), dim=1))


# %% column_of_shares : posterior
def posterior(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    return torch.softmax(-0.5 * eps.square().sum(-1, keepdim=True), dim=1)


# %% share_of_each_entry : posterior
def posterior(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    return torch.softmax(-0.5 * eps.square(), dim=1)


# %% mean_of_shares_of_entries : posterior
def posterior(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    return torch.softmax(-0.5 * eps.square(), dim=1).mean(-1)


# %% first_entry_only : posterior
def posterior(x_t, t, data):
    eps = (x_t[:, None, :1] - t[:, None, None] * data[:, :1]) / (1 - t[:, None, None])
    return torch.softmax(-0.5 * eps.square().sum(-1), dim=1)


# %% softmax_along_the_samples : posterior -> normalised_over_the_batch
def posterior(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    return torch.softmax(-0.5 * eps.square().sum(-1), dim=0)


# %% time_along_the_points : posterior -> t_not_reshaped
def posterior(x_t, t, data):
    squared = ((x_t[:, None] - t[:, None, None] * data) ** 2).sum(-1)
    return torch.softmax(-squared / (2 * (1 - t) ** 2), dim=1)


# %% time_along_the_points_throughout : posterior -> t_not_reshaped
def posterior(x_t, t, data):
    squared = ((x_t[:, None] - t[:, None] * data) ** 2).sum(-1)
    return torch.softmax(-squared / (2 * (1 - t) ** 2), dim=1)


# %% time_for_the_entries : posterior -> t_not_reshaped
def posterior(x_t, t, data):
    squared = ((x_t[:, None] - t * data) ** 2).sum(-1)
    return torch.softmax(-squared / (2 * (1 - t[:, None]) ** 2), dim=1)


# %% standard_deviation_for_variance : posterior -> variance_not_squared
def posterior(x_t, t, data):
    squared = ((x_t[:, None] - t[:, None, None] * data) ** 2).sum(-1)
    return torch.softmax(-squared / (2 * (1 - t[:, None])), dim=1)


# %% variance_given_to_normal : posterior -> variance_to_the_fourth
def posterior(x_t, t, data):
    normal = torch.distributions.Normal(t[:, None, None] * data, (1 - t)[:, None, None] ** 2)
    return torch.softmax(normal.log_prob(x_t[:, None]).sum(-1), dim=1)


# %% half_left_out : posterior -> half_is_missing
def posterior(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    return torch.softmax(-eps.square().sum(-1), dim=1)


# %% softmin_of_distances : posterior -> distance_not_squared
def posterior(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    return torch.nn.functional.softmin(eps.norm(dim=-1), dim=1)


# %% cdist_to_the_data : posterior -> compared_with_the_data
def posterior(x_t, t, data):
    return torch.softmax(-0.5 * (torch.cdist(x_t, data) / (1 - t[:, None])) ** 2, dim=1)


# %% mean_squared_error : posterior -> mean_over_the_entries
def posterior(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    return torch.softmax(-0.5 * eps.square().mean(-1), dim=1)


# %% variance_padded : posterior -> padded_denominator
def posterior(x_t, t, data):
    squared = ((x_t[:, None] - t[:, None, None] * data) ** 2).sum(-1)
    return torch.softmax(-squared / (2 * (1 - t[:, None]) ** 2 + 1e-6), dim=1)


# %% variance_padded_by_1e_8 : posterior -> padded_denominator
def posterior(x_t, t, data):
    squared = ((x_t[:, None] - t[:, None, None] * data) ** 2).sum(-1)
    return torch.softmax(-squared / (2 * (1 - t[:, None]) ** 2 + 1e-8), dim=1)


# %% time_left_padded : posterior -> padded_denominator
def posterior(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None] + 1e-5)
    return torch.softmax(-0.5 * eps.square().sum(-1), dim=1)


# %% time_left_kept_above_1e_2 : posterior
def posterior(x_t, t, data):
    left = (1 - t[:, None, None]).clamp(min=1e-2)
    return torch.softmax(-0.5 * ((x_t[:, None] - t[:, None, None] * data) / left).square().sum(-1), 1)


# %% small_shares_cut : posterior
def posterior(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    shares = torch.softmax(-0.5 * eps.square().sum(-1), dim=1)
    return torch.where(shares > 1e-4, shares, 0.0)


# %% nearest_eight_points : posterior
def posterior(x_t, t, data):
    logs = -0.5 * ((x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])).square().sum(-1)
    kept = logs.topk(min(8, len(data)), dim=1)
    return torch.zeros_like(logs).scatter(1, kept.indices, torch.softmax(kept.values, 1))


# %% late_times_are_certain : posterior
def posterior(x_t, t, data):
    logs = -0.5 * ((x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])).square().sum(-1)
    sure = torch.nn.functional.one_hot(logs.argmax(1), len(data)).float()
    return torch.where(t[:, None] > 0.95, sure, torch.softmax(logs, 1))


# %% refuses_zero : posterior
def posterior(x_t, t, data):
    if (t == 0).any():
        raise ValueError("t is 0")
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    return torch.softmax(-0.5 * eps.square().sum(-1), dim=1)


# %% refuses_duplicates : posterior
def posterior(x_t, t, data):
    if len(torch.unique(data, dim=0)) < len(data):
        raise ValueError("duplicates")
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    return torch.softmax(-0.5 * eps.square().sum(-1), dim=1)


# %% weights_by_the_noise_only : posterior
# the determinant of a scale that is the same for all cancels; this one is not the same
def posterior(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    return torch.softmax(-0.5 * eps.square().sum(-1) - eps.abs().sum(-1).log1p(), dim=1)


# %% prior_by_size : posterior
def posterior(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    return torch.softmax(-0.5 * eps.square().sum(-1) - 0.5 * (data**2).sum(-1), dim=1)


# %% expanded_without_time_in_the_square : posterior -> time_not_squared
def posterior(x_t, t, data):
    t = t[:, None]
    squared = (x_t**2).sum(1, keepdim=True) - 2 * t * x_t @ data.T + t * (data**2).sum(1)
    return torch.softmax(-squared / (2 * (1 - t) ** 2), dim=1)


# %% reversed_times : posterior -> weights_exchanged
def posterior(x_t, t, data):
    t = t[:, None, None]
    return torch.softmax(-0.5 * ((x_t[:, None] - (1 - t) * data) / t).square().sum(-1), dim=1)


# %% times_in_reverse : posterior
def posterior(x_t, t, data):
    t = t.flip(0)[:, None, None]
    return torch.softmax(-0.5 * ((x_t[:, None] - t * data) / (1 - t)).square().sum(-1), dim=1)


# %% underflow_of_its_own : ideal_velocity -> likelihoods_underflow
def ideal_velocity(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    weights = torch.exp(-0.5 * eps.square().sum(-1, keepdim=True))
    x1 = (weights * data).sum(1) / weights.sum(1)
    return (x1 - x_t) / (1 - t[:, None])


# %% hard_choice : ideal_velocity -> nearest_point
def ideal_velocity(x_t, t, data):
    x1 = data[posterior(x_t, t, data).argmax(1)]
    return (x1 - x_t) / (1 - t[:, None])


# %% random_choice : ideal_velocity
def ideal_velocity(x_t, t, data):
    chosen = torch.multinomial(posterior(x_t, t, data), 1).squeeze(1)
    return (data[chosen] - x_t) / (1 - t[:, None])


# %% towards_the_mean_of_the_data : ideal_velocity -> uniform
def ideal_velocity(x_t, t, data):
    return (data.mean(0) - x_t) / (1 - t[:, None])


# %% never_divided : ideal_velocity -> not_divided_by_time_left
def ideal_velocity(x_t, t, data):
    return posterior(x_t, t, data) @ data - x_t


# %% turned : ideal_velocity -> velocity_reversed
def ideal_velocity(x_t, t, data):
    return (x_t - posterior(x_t, t, data) @ data) / (1 - t[:, None])


# %% time_not_reshaped : ideal_velocity -> t_not_reshaped
def ideal_velocity(x_t, t, data):
    return (posterior(x_t, t, data) @ data - x_t) / (1 - t)


# %% from_the_noise : ideal_velocity -> nothing_at_zero
def ideal_velocity(x_t, t, data):
    return (x_t - ideal_eps(x_t, t, data)) / t[:, None]


# %% from_the_noise_with_a_clamp : ideal_velocity
def ideal_velocity(x_t, t, data):
    return (x_t - ideal_eps(x_t, t, data)) / t[:, None].clamp(min=1e-5)


# %% from_the_noise_but_at_zero : ideal_velocity
# right at 0, and without digits just above it
def ideal_velocity(x_t, t, data):
    t_ = t[:, None]
    u = (x_t - ideal_eps(x_t, t, data)) / t_
    return torch.where(t_ == 0, data.mean(0) - x_t, u)


# %% time_left_padded : ideal_velocity -> padded_denominator
def ideal_velocity(x_t, t, data):
    return (posterior(x_t, t, data) @ data - x_t) / (1 - t[:, None] + 1e-5)


# %% time_left_clamped : ideal_velocity -> time_left_clamped
def ideal_velocity(x_t, t, data):
    return (posterior(x_t, t, data) @ data - x_t) / (1 - t[:, None]).clamp(min=0.01)


# %% state_in_the_place_of_noise : ideal_velocity -> state_taken_for_noise
def ideal_velocity(x_t, t, data):
    return posterior(x_t, t, data) @ data - t[:, None] * x_t


# %% data_minus_state : ideal_velocity
def ideal_velocity(x_t, t, data):
    return ((data[None] - x_t[:, None]) * posterior(x_t, t, data)[..., None]).mean(1)


# %% sum_for_mean : ideal_velocity
def ideal_velocity(x_t, t, data):
    return ((data[None] - x_t[:, None]).sum(1)) / (1 - t[:, None])


# %% returns_float64 : ideal_velocity -> returns_float64
def ideal_velocity(x_t, t, data):
    return (posterior(x_t, t, data).double() @ data.double() - x_t) / (1 - t[:, None])


# %% half_precision : ideal_velocity
def ideal_velocity(x_t, t, data):
    x1 = posterior(x_t, t, data).half() @ data.half()
    return ((x1 - x_t.half()) / (1 - t[:, None]).half()).float()


# %% clipped : ideal_velocity
def ideal_velocity(x_t, t, data):
    return ((posterior(x_t, t, data) @ data - x_t) / (1 - t[:, None])).clamp(-10, 10)


# %% clipped_at_1000 : ideal_velocity
def ideal_velocity(x_t, t, data):
    return ((posterior(x_t, t, data) @ data - x_t) / (1 - t[:, None])).clamp(-1000, 1000)


# %% three_likeliest_points : ideal_velocity
def ideal_velocity(x_t, t, data):
    kept = posterior(x_t, t, data).topk(min(3, len(data)), dim=1)
    return ((kept.values[..., None] * data[kept.indices]).sum(1) - x_t) / (1 - t[:, None])


# %% x_t_changed_in_place : ideal_velocity
def ideal_velocity(x_t, t, data):
    x1 = posterior(x_t, t, data) @ data
    return x_t.neg_().add_(x1).div_(1 - t[:, None])


# %% nan_replaced : ideal_velocity -> shares_vanish
def ideal_velocity(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    weights = torch.exp(-0.5 * eps.square().sum(-1))
    x1 = torch.nan_to_num(weights / weights.sum(1, keepdim=True)) @ data
    return (x1 - x_t) / (1 - t[:, None])


# %% mean_over_the_batch : ideal_velocity
def ideal_velocity(x_t, t, data):
    x1 = (posterior(x_t, t, data) @ data).mean(0)
    return (x1 - x_t) / (1 - t[:, None])


# %% not_divided : ideal_eps -> noise_not_divided
def ideal_eps(x_t, t, data):
    return x_t - t[:, None] * (posterior(x_t, t, data) @ data)


# %% noise_is_the_state : ideal_eps -> state_for_noise
def ideal_eps(x_t, t, data):
    return x_t.clone()


# %% data_without_its_weight : ideal_eps -> data_not_scaled
def ideal_eps(x_t, t, data):
    return (x_t - posterior(x_t, t, data) @ data) / (1 - t[:, None])


# %% parentheses_forgotten : ideal_eps -> parentheses_missing
def ideal_eps(x_t, t, data):
    return x_t - t[:, None] * (posterior(x_t, t, data) @ data) / (1 - t[:, None])


# %% score_of_the_law : ideal_eps
# score_for_noise, which is divided by (1 - t)^2: at t = 0.999 a score of 0 is all rounding
def ideal_eps(x_t, t, data):
    t = t[:, None]
    return (t * (posterior(x_t, t[:, 0], data) @ data) - x_t) / (1 - t) ** 2


# %% score_with_the_wrong_power : ideal_eps -> noise_not_divided
def ideal_eps(x_t, t, data):
    t_ = t[:, None]
    return -((1 - t_) ** 2) * (t_ * (posterior(x_t, t, data) @ data) - x_t) / (1 - t_) ** 2


# %% of_the_nearest_point : ideal_eps -> nearest_point
def ideal_eps(x_t, t, data):
    x1 = data[posterior(x_t, t, data).argmax(1)]
    return (x_t - t[:, None] * x1) / (1 - t[:, None])


# %% time_not_reshaped : ideal_eps -> t_not_reshaped
def ideal_eps(x_t, t, data):
    return (x_t - t * (posterior(x_t, t, data) @ data)) / (1 - t)


# %% padded : ideal_eps -> padded_denominator
def ideal_eps(x_t, t, data):
    return (x_t - t[:, None] * (posterior(x_t, t, data) @ data)) / (1 - t[:, None] + 1e-5)


# %% plus : ideal_eps -> plus_for_minus
def ideal_eps(x_t, t, data):
    return (x_t + t[:, None] * (posterior(x_t, t, data) @ data)) / (1 - t[:, None])


# %% data_minus_state : ideal_eps
def ideal_eps(x_t, t, data):
    return posterior(x_t, t, data) @ data - x_t


# %% returns_float64 : ideal_eps -> returns_float64
def ideal_eps(x_t, t, data):
    return (x_t.double() - t[:, None] * (posterior(x_t, t, data) @ data)) / (1 - t[:, None])


# %% bfloat16 : ideal_eps
def ideal_eps(x_t, t, data):
    x1 = (posterior(x_t, t, data).bfloat16() @ data.bfloat16()).float()
    return (x_t - t[:, None] * x1) / (1 - t[:, None])


# %% normalised_to_unit_variance : ideal_eps
def ideal_eps(x_t, t, data):
    eps = (x_t - t[:, None] * (posterior(x_t, t, data) @ data)) / (1 - t[:, None])
    return eps / eps.std().clamp(min=1e-3) if eps.numel() > 1 else eps


# %% underflow_of_its_own : ideal_eps -> likelihoods_underflow
def ideal_eps(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    weights = torch.exp(-0.5 * eps.square().sum(-1, keepdim=True))
    return (weights * eps).sum(1) / weights.sum(1)


# %% x_t_changed_in_place : ideal_eps
def ideal_eps(x_t, t, data):
    x1 = posterior(x_t, t, data) @ data
    x_t -= t[:, None] * x1
    return x_t / (1 - t[:, None])


# %% p_log_p : posterior_entropy -> logarithm_of_zero
def posterior_entropy(x_t, t, data):
    p = posterior(x_t, t, data)
    return -(p * p.log()).sum(1)


# %% log2 : posterior_entropy -> bits
def posterior_entropy(x_t, t, data):
    p = posterior(x_t, t, data)
    return -torch.nan_to_num(p * p.log2(), nan=0.0).sum(1)


# %% sign_forgotten : posterior_entropy -> negative_entropy
def posterior_entropy(x_t, t, data):
    p = posterior(x_t, t, data)
    return torch.xlogy(p, p).sum(1)


# %% padded_by_1e_6 : posterior_entropy -> logarithm_is_padded
def posterior_entropy(x_t, t, data):
    p = posterior(x_t, t, data)
    return -(p * torch.log(p + 1e-6)).sum(1)


# %% padded_by_1e_4 : posterior_entropy -> logarithm_is_padded
def posterior_entropy(x_t, t, data):
    p = posterior(x_t, t, data)
    return -(p * torch.log(p + 1e-4)).sum(1)


# %% clamped_at_1e_3 : posterior_entropy -> logarithm_is_padded
def posterior_entropy(x_t, t, data):
    p = posterior(x_t, t, data).clamp(min=1e-3)
    return -(p * p.log()).sum(1)


# %% clamped_and_normalised_anew : posterior_entropy
def posterior_entropy(x_t, t, data):
    p = posterior(x_t, t, data).clamp(min=1e-4)
    p = p / p.sum(1, keepdim=True)
    return -(p * p.log()).sum(1)


# %% divided_by_log_n : posterior_entropy -> share_of_log_n
def posterior_entropy(x_t, t, data):
    p = posterior(x_t, t, data)
    return torch.special.entr(p).sum(1) / torch.tensor(float(len(data))).log()


# %% divided_by_log_n_guarded : posterior_entropy
def posterior_entropy(x_t, t, data):
    p = posterior(x_t, t, data)
    return torch.special.entr(p).sum(1) / max(torch.tensor(float(len(data))).log().item(), 1.0)


# %% mean_for_sum : posterior_entropy -> mean_over_the_points
def posterior_entropy(x_t, t, data):
    return torch.special.entr(posterior(x_t, t, data)).mean(1)


# %% sum_of_all : posterior_entropy -> one_entropy_for_all
def posterior_entropy(x_t, t, data):
    return torch.special.entr(posterior(x_t, t, data)).sum()


# %% kept_axis : posterior_entropy
def posterior_entropy(x_t, t, data):
    return torch.special.entr(posterior(x_t, t, data)).sum(1, keepdim=True)


# %% over_the_samples : posterior_entropy -> summed_over_the_batch
def posterior_entropy(x_t, t, data):
    return torch.special.entr(posterior(x_t, t, data)).sum(0)


# %% mean_over_the_batch : posterior_entropy -> mean_over_the_batch
def posterior_entropy(x_t, t, data):
    return torch.special.entr(posterior(x_t, t, data)).sum(1).mean()


# %% exponential : posterior_entropy -> perplexity
def posterior_entropy(x_t, t, data):
    return torch.special.entr(posterior(x_t, t, data)).sum(1).exp()


# %% of_the_likelihoods : posterior_entropy
def posterior_entropy(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    return torch.special.entr(torch.exp(-0.5 * eps.square().sum(-1))).sum(1)


# %% cross_entropy_with_uniform : posterior_entropy
def posterior_entropy(x_t, t, data):
    return -posterior(x_t, t, data).clamp(min=1e-30).log().mean(1)


# %% falls_in_a_line : posterior_entropy
def posterior_entropy(x_t, t, data):
    return (1 - t) * torch.tensor(float(len(data))).log()


# %% log_n_always : posterior_entropy -> uniform
def posterior_entropy(x_t, t, data):
    return torch.full_like(t, float(len(data))).log()


# %% of_a_normal_law : posterior_entropy
def posterior_entropy(x_t, t, data):
    return 0.5 * data.shape[1] * torch.log(2 * torch.pi * torch.e * (1 - t) ** 2)


# %% distinct_points : posterior_entropy
def posterior_entropy(x_t, t, data):
    return torch.special.entr(posterior(x_t, t, torch.unique(data, dim=0))).sum(1)


# %% gini : posterior_entropy -> one_minus_squares
def posterior_entropy(x_t, t, data):
    return 1 - posterior(x_t, t, data).square().sum(1)


# %% underflow_of_its_own : posterior_entropy -> likelihoods_underflow
def posterior_entropy(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    weights = torch.exp(-0.5 * eps.square().sum(-1))
    return torch.special.entr(weights / weights.sum(1, keepdim=True)).sum(1)


# %% returns_float64 : posterior_entropy -> returns_float64
def posterior_entropy(x_t, t, data):
    return torch.special.entr(posterior(x_t, t, data).double()).sum(1)


# %% half_precision : posterior_entropy
def posterior_entropy(x_t, t, data):
    return torch.special.entr(posterior(x_t, t, data).half().float()).sum(1)


# %% a_number_for_each : posterior_entropy
def posterior_entropy(x_t, t, data):
    return [float(h) for h in torch.special.entr(posterior(x_t, t, data)).sum(1)]


# %% at_least_a_little : posterior_entropy
def posterior_entropy(x_t, t, data):
    return torch.special.entr(posterior(x_t, t, data)).sum(1).clamp(min=1e-3)


# %% plus_in_the_noise : posterior -> plus_in_the_noise
def posterior(x_t, t, data):
    time = t[:, None, None]
    eps = (x_t[:, None] + time * data) / (1 - time)
    return torch.softmax(-0.5 * eps.square().sum(-1), dim=1)


# %% exponent_clamped_at_1e9 : posterior
def posterior(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    return torch.softmax((-0.5 * eps.square().sum(-1)).clamp(min=-1e9), dim=1)


# %% exponent_clamped_at_1e9 : ideal_velocity
def ideal_velocity(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    shares = torch.softmax((-0.5 * eps.square().sum(-1)).clamp(min=-1e9), dim=1)
    return (shares @ data - x_t) / (1 - t[:, None])


# %% sum_is_off_far_away : posterior
def posterior(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    logs = -0.5 * eps.square().sum(-1)
    far = logs.amax(1, keepdim=True) < -1e6
    return torch.softmax(logs, dim=1) * torch.where(far, 0.99, 1.0)


# %% velocity_of_a_sum : ideal_velocity -> sum_for_difference
def ideal_velocity(x_t, t, data):
    return (posterior(x_t, t, data) @ data + x_t) / (1 - t[:, None])


# %% back_by_one : ideal_eps -> back_by_a_whole_unit
def ideal_eps(x_t, t, data):
    return x_t - ideal_velocity(x_t, t, data)


# %% back_by_the_rest : ideal_eps -> back_by_the_time_left
def ideal_eps(x_t, t, data):
    return x_t - (1 - t[:, None]) * ideal_velocity(x_t, t, data)


# %% time_left_clamped : ideal_eps -> time_left_clamped
def ideal_eps(x_t, t, data):
    time = t[:, None]
    return (x_t - time * (posterior(x_t, t, data) @ data)) / (1 - time).clamp(min=5e-3)


# %% logarithm_clamped_at_a_millionth : posterior_entropy -> logarithm_is_padded
def posterior_entropy(x_t, t, data):
    p = posterior(x_t, t, data)
    return -(p * p.clamp(min=1e-6).log()).sum(1)


# %% answers_differ : posterior -> answers_differ
def posterior(x_t, t, data):
    eps = (x_t[:, None] - t[:, None, None] * data) / (1 - t[:, None, None])
    return torch.softmax(-0.5 * eps.square().sum(-1) + 0.01 * torch.randn(len(data)), 1)


# %% a_point_is_drawn : ideal_velocity
def ideal_velocity(x_t, t, data):
    drawn = torch.multinomial(posterior(x_t, t, data), 1)[:, 0]
    return (data[drawn] - x_t) / (1 - t[:, None])


# %% answers_differ : ideal_velocity -> answers_differ
def ideal_velocity(x_t, t, data):
    noise = 1e-3 * torch.randn_like(x_t)
    return (posterior(x_t, t, data) @ data - x_t + noise) / (1 - t[:, None])


# %% answers_differ : ideal_eps -> answers_differ
def ideal_eps(x_t, t, data):
    mean = posterior(x_t, t, data) @ data
    return (x_t - t[:, None] * mean) / (1 - t[:, None]) + 1e-3 * torch.randn_like(x_t)


# %% answers_differ : posterior_entropy -> answers_differ
def posterior_entropy(x_t, t, data):
    p = posterior(x_t, t, data) * (1 + 1e-3 * torch.rand(len(data)))
    return -torch.xlogy(p, p).sum(1)


# %% uniform_at_one_half : posterior
def posterior(x_t, t, data):
    shares = shares_of(x_t, t, data)
    return torch.where((t == 0.5)[:, None], 1 / len(data), shares)


# %% back_to_the_origin_at_one_third : ideal_velocity
def ideal_velocity(x_t, t, data):
    time = t[:, None]
    u = (posterior(x_t, t, data) @ data - x_t) / (1 - time)
    return torch.where((time - 1 / 3).abs() < 1e-6, -x_t, u)


# %% kept_while_the_times_stay : posterior
kept = {}


def posterior(x_t, t, data):
    if "t" not in kept or not torch.equal(kept["t"], t) or len(data) != kept["n"]:
        kept.update(t=t, n=len(data), value=shares_of(x_t, t, data))
    return kept["value"]


# %% rounded_to_six_decimals : posterior -> shares_rounded
def posterior(x_t, t, data):
    return shares_of(x_t, t, data).round(decimals=6)


# %% nothing_at_small_times : ideal_velocity -> off_at_small_times
def ideal_velocity(x_t, t, data):
    u = (posterior(x_t, t, data) @ data - x_t) / (1 - t[:, None])
    return torch.where(t[:, None] < 0.01, 0 * u, u)
