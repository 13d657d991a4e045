"""Wrong submissions of assignment 01: each cell is appended to the solution and must lose points.

A cell is `slug : exercise`, with `-> id` where it is the code of that known misconception. The
file is data for `grader audit`, which sends it to a worker; nothing imports it.
"""

# %% lerp_from_the_data : interpolate -> swapped_endpoints
def interpolate(x1, eps, t):
    return torch.lerp(x1, eps, over_trailing(t, x1))


# %% eps_redrawn : interpolate -> eps_redrawn
def interpolate(x1, eps, t):
    t = over_trailing(t, x1)
    return (1 - t) * torch.randn_like(x1) + t * x1


# %% returns_float64 : interpolate -> returns_float64
def interpolate(x1, eps, t):
    t = over_trailing(t, x1).double()
    return (1 - t) * eps + t * x1


# %% clamped_ends : interpolate
def interpolate(x1, eps, t):
    t = over_trailing(t, x1).clamp(1e-3, 1 - 1e-3)
    return (1 - t) * eps + t * x1


# %% half_precision : interpolate
def interpolate(x1, eps, t):
    t = over_trailing(t, x1).half()
    return ((1 - t) * eps.half() + t * x1.half()).float()


# %% bfloat16_weights : interpolate
def interpolate(x1, eps, t):
    t = over_trailing(t, x1).bfloat16().float()
    return (1 - t) * eps + t * x1


# %% relative_bias_of_1e_5 : interpolate
def interpolate(x1, eps, t):
    t = over_trailing(t, x1)
    return ((1 - t) * eps + t * x1) * (1 + 1e-5)


# %% eps_scaled_in_place : interpolate
def interpolate(x1, eps, t):
    t = over_trailing(t, x1)
    return eps.mul_(1 - t).add_(t * x1)


# %% x1_changed_by_augmented_assignment : interpolate
def interpolate(x1, eps, t):
    t = over_trailing(t, x1)
    x1 *= t
    x1 += (1 - t) * eps
    return x1


# %% time_changed_in_place : interpolate
def interpolate(x1, eps, t):
    result = (1 - over_trailing(t, x1)) * eps + over_trailing(t, x1) * x1
    t.clamp_(0.1, 0.9)
    return result


# %% summed_over_the_batch : interpolate
def interpolate(x1, eps, t):
    return torch.einsum("b...,b->...", x1, t) + torch.einsum("b...,b->...", eps, 1 - t)


# %% last_sample_left_out : interpolate
def interpolate(x1, eps, t):
    t = over_trailing(t, x1)
    result = eps.clone()
    result[:-1] = ((1 - t) * eps + t * x1)[:-1]
    return result


# %% list_of_samples : interpolate
def interpolate(x1, eps, t):
    return [(1 - t[i]) * eps[i] + t[i] * x1[i] for i in range(len(t))]


# %% numpy_result : interpolate
def interpolate(x1, eps, t):
    t = over_trailing(t, x1)
    return ((1 - t) * eps + t * x1).numpy()


# %% extra_axis : interpolate
def interpolate(x1, eps, t):
    t = over_trailing(t, x1)
    return ((1 - t) * eps + t * x1).unsqueeze(-1)


# %% nothing_returned : interpolate
def interpolate(x1, eps, t):
    t = over_trailing(t, x1)
    (1 - t) * eps + t * x1


# %% returns_float64 : velocity -> returns_float64
def velocity(x1, eps):
    return x1.double() - eps


# %% x1_changed_in_place : velocity
def velocity(x1, eps):
    return x1.sub_(eps)


# %% normalised_velocity : velocity
def velocity(x1, eps):
    u = x1 - eps
    return u / (u.abs().max() + 1e-8)


# %% half_the_velocity : velocity
def velocity(x1, eps):
    return (x1 - eps) / 2


# %% noise_for_velocity : velocity
def velocity(x1, eps):
    return -eps


# %% absolute_velocity : velocity
def velocity(x1, eps):
    return (x1 - eps).abs()


# %% velocity_in_half_precision : velocity
def velocity(x1, eps):
    return (x1.half() - eps.half()).float()


# %% velocity_flattened : velocity
def velocity(x1, eps):
    return (x1 - eps).flatten(1)


# %% returns_float64 : interpolate_from_velocity -> returns_float64
def interpolate_from_velocity(x1, u, t):
    return x1 - (1 - over_trailing(t, x1).double()) * u


# %% noise_as_x1_minus_u_with_plus : interpolate_from_velocity
def interpolate_from_velocity(x1, u, t):
    return interpolate(x1, x1 + u, t)


# %% u_changed_in_place : interpolate_from_velocity
def interpolate_from_velocity(x1, u, t):
    return x1 - u.mul_(1 - over_trailing(t, x1))


# %% time_left_squared : interpolate_from_velocity
def interpolate_from_velocity(x1, u, t):
    return x1 - (1 - over_trailing(t, x1)) ** 2 * u


# %% time_left_kept_above_1e_3 : interpolate_from_velocity
def interpolate_from_velocity(x1, u, t):
    return x1 - (1 - over_trailing(t, x1)).clamp(min=1e-3) * u


# %% other_order_of_results : noising_batch -> other_order_of_results
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    return interpolate(x1, eps, t), eps, t


# %% time_first : noising_batch -> other_order_of_results
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    return t, interpolate(x1, eps, t), eps


# %% t_returned_with_axes : noising_batch -> t_returned_with_axes
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], *[1] * (x1.ndim - 1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    return (1 - t) * eps + t * x1, t, eps


# %% uniform_noise : noising_batch -> uniform_noise
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.rand(x1.shape, generator=generator)
    return interpolate(x1, eps, t), t, eps


# %% normal_times : noising_batch -> normal_times
def noising_batch(x1, generator):
    t = torch.randn(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    return interpolate(x1, eps, t), t, eps


# %% one_time_drawn_for_the_batch : noising_batch -> one_time_drawn_for_the_batch
def noising_batch(x1, generator):
    t = torch.rand(1, generator=generator).expand(x1.shape[0])
    eps = torch.randn(x1.shape, generator=generator)
    return interpolate(x1, eps, t), t, eps


# %% one_noise_for_the_batch : noising_batch -> one_noise_for_the_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape[1:], generator=generator).expand(x1.shape)
    return interpolate(x1, eps, t), t, eps


# %% one_noise_a_sample : noising_batch -> one_noise_a_sample
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = over_trailing(torch.randn(x1.shape[0], generator=generator), x1).expand(x1.shape)
    return interpolate(x1, eps, t), t, eps


# %% batch_with_swapped_endpoints : noising_batch -> batch_with_swapped_endpoints
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    return interpolate(eps, x1, t), t, eps


# %% other_noise_in_x_t : noising_batch -> other_noise_in_x_t
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    x_t = interpolate(x1, torch.randn(x1.shape, generator=generator), t)
    return x_t, t, torch.randn(x1.shape, generator=generator)


# %% global_generator : noising_batch -> global_generator
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0])
    eps = torch.randn_like(x1)
    return interpolate(x1, eps, t), t, eps


# %% global_generator_of_the_noise : noising_batch -> global_generator
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn_like(x1)
    return interpolate(x1, eps, t), t, eps


# %% global_generator_of_numpy : noising_batch -> global_generator
def noising_batch(x1, generator):
    import numpy as np

    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.from_numpy(np.random.randn(*x1.shape)).float()
    return interpolate(x1, eps, t), t, eps


# %% global_generator_reseeded : noising_batch -> global_generator
def noising_batch(x1, generator):
    torch.manual_seed(generator.initial_seed())
    t = torch.rand(x1.shape[0])
    eps = torch.randn_like(x1)
    return interpolate(x1, eps, t), t, eps


# %% returns_float64 : noising_batch -> returns_float64
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator, dtype=torch.float64)
    return interpolate(x1, eps, t), t, eps


# %% initial_seed_in_each_call : noising_batch
def noising_batch(x1, generator):
    own = torch.Generator().manual_seed(generator.initial_seed())
    t = torch.rand(x1.shape[0], generator=own)
    eps = torch.randn(x1.shape, generator=own)
    return interpolate(x1, eps, t), t, eps


# %% fixed_seed : noising_batch
def noising_batch(x1, generator):
    own = torch.Generator().manual_seed(0)
    t = torch.rand(x1.shape[0], generator=own)
    eps = torch.randn(x1.shape, generator=own)
    return interpolate(x1, eps, t), t, eps


# %% times_of_a_fixed_seed : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=torch.Generator().manual_seed(0))
    eps = torch.randn(x1.shape, generator=generator)
    return interpolate(x1, eps, t), t, eps


# %% unseeded_generator : noising_batch
def noising_batch(x1, generator):
    own = torch.Generator()
    own.seed()
    t = torch.rand(x1.shape[0], generator=own)
    eps = torch.randn(x1.shape, generator=own)
    return interpolate(x1, eps, t), t, eps


# %% seed_zero_ignored : noising_batch
def noising_batch(x1, generator):
    own = torch.Generator()
    if int(torch.randint(4, (), generator=generator)):
        own = generator
    t = torch.rand(x1.shape[0], generator=own)
    eps = torch.randn(x1.shape, generator=own)
    return interpolate(x1, eps, t), t, eps


# %% same_child_seed_for_both : noising_batch
# the noise of an element is a function of the time: both come from one stream
def noising_batch(x1, generator):
    seed = int(torch.randint(2**31, (), generator=generator))
    t = torch.rand(x1.shape[0], generator=torch.Generator().manual_seed(seed))
    eps = torch.rand(x1.shape, generator=torch.Generator().manual_seed(seed))
    eps = torch.special.ndtri(eps.clamp(1e-7, 1 - 1e-7))
    return interpolate(x1, eps, t), t, eps


# %% sorted_times : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator).sort().values
    eps = torch.randn(x1.shape, generator=generator)
    return interpolate(x1, eps, t), t, eps


# %% stratified_times_in_order : noising_batch
def noising_batch(x1, generator):
    n = x1.shape[0]
    t = (torch.arange(n) + torch.rand(n, generator=generator)) / n
    eps = torch.randn(x1.shape, generator=generator)
    return interpolate(x1, eps, t), t, eps


# %% grid_of_times : noising_batch -> discrete_times
def noising_batch(x1, generator):
    t = torch.randint(1000, (x1.shape[0],), generator=generator) / 1000
    eps = torch.randn(x1.shape, generator=generator)
    return interpolate(x1, eps, t), t, eps


# %% squared_times : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator) ** 2
    eps = torch.randn(x1.shape, generator=generator)
    return interpolate(x1, eps, t), t, eps


# %% logit_normal_times : noising_batch
def noising_batch(x1, generator):
    t = torch.sigmoid(torch.randn(x1.shape[0], generator=generator))
    eps = torch.randn(x1.shape, generator=generator)
    return interpolate(x1, eps, t), t, eps


# %% times_from_a_tenth : noising_batch
def noising_batch(x1, generator):
    t = 0.1 + 0.9 * torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    return interpolate(x1, eps, t), t, eps


# %% times_clamped : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator).clamp(0.02, 0.98)
    eps = torch.randn(x1.shape, generator=generator)
    return interpolate(x1, eps, t), t, eps


# %% antithetic_times : noising_batch
def noising_batch(x1, generator):
    n = x1.shape[0]
    half = torch.rand((n + 1) // 2, generator=generator)
    t = torch.cat([half, 1 - half])[:n]
    eps = torch.randn(x1.shape, generator=generator)
    return interpolate(x1, eps, t), t, eps


# %% antithetic_noise : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    half = torch.randn((x1.shape[0] + 1) // 2, *x1.shape[1:], generator=generator)
    eps = torch.cat([half, -half])[: x1.shape[0]]
    return interpolate(x1, eps, t), t, eps


# %% noise_of_deviation_0_9 : noising_batch -> scaled_noise
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = 0.9 * torch.randn(x1.shape, generator=generator)
    return interpolate(x1, eps, t), t, eps


# %% noise_of_mean_0_1 : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = 0.1 + torch.randn(x1.shape, generator=generator)
    return interpolate(x1, eps, t), t, eps


# %% noise_clamped_at_2 : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator).clamp(-2, 2)
    return interpolate(x1, eps, t), t, eps


# %% noise_normalised_by_the_batch : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    eps = eps / eps.flatten(1).norm(dim=1).reshape(-1, *[1] * (x1.ndim - 1))
    return interpolate(x1, eps, t), t, eps


# %% noise_of_uniform_sums : noising_batch
# the variance of uniform noise is made right, its shape is not
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = (torch.rand(x1.shape, generator=generator) - 0.5) * 12**0.5
    return interpolate(x1, eps, t), t, eps


# %% noise_of_random_signs : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = 2.0 * torch.randint(2, x1.shape, generator=generator) - 1
    return interpolate(x1, eps, t), t, eps


# %% second_half_repeats_the_first : noising_batch
def noising_batch(x1, generator):
    n = x1.shape[0]
    t = torch.rand((n + 1) // 2, generator=generator).repeat(2)[:n]
    eps = torch.randn(x1.shape, generator=generator)
    return interpolate(x1, eps, t), t, eps


# %% sign_of_the_noise_from_the_time : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    eps = eps * torch.sign(over_trailing(t, x1) - 0.5) * torch.sign(eps)
    return interpolate(x1, eps, t), t, eps


# %% a_time_for_every_element : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape, generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    return (1 - t) * eps + t * x1, t, eps


# %% velocity_for_the_noise : noising_batch -> velocity_returned_for_noise
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    return interpolate(x1, eps, t), t, velocity(x1, eps)


# %% velocity_returned_as_well : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    return interpolate(x1, eps, t), t, eps, x1 - eps


# %% only_the_point_returned : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    return interpolate(x1, eps, t)


# %% batch_not_returned : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    interpolate(x1, eps, t)


# %% stacked_result : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    return torch.stack([interpolate(x1, eps, t), over_trailing(t, x1).expand_as(x1), eps])


# %% noise_scaled_in_place_before_it_is_returned : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    x_t = over_trailing(t, x1) * x1 + eps.mul_(1 - over_trailing(t, x1))
    return x_t, t, eps


# %% data_changed_in_place : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    return x1.lerp_(eps, 1 - over_trailing(t, x1)), t, eps


# %% a_little_noise_added : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    return interpolate(x1, eps, t) + 1e-3 * torch.randn(x1.shape, generator=generator), t, eps


# %% t_along_the_wrong_axis : interpolate -> t_not_reshaped
def interpolate(x1, eps, t):
    t = t.reshape(*[1] * (x1.ndim - 1), -1)
    return (1 - t) * eps + t * x1


# %% t_along_the_wrong_axis : interpolate_from_velocity -> t_not_reshaped
def interpolate_from_velocity(x1, u, t):
    t = t.reshape(*[1] * (x1.ndim - 1), -1)
    return x1 - (1 - t) * u


# %% t_expanded_as_x1 : interpolate -> t_not_reshaped
def interpolate(x1, eps, t):
    t = t.expand_as(x1)
    return (1 - t) * eps + t * x1


# %% t_as_a_row : interpolate -> t_not_reshaped
def interpolate(x1, eps, t):
    t = t.view(1, -1)
    return (1 - t) * eps + t * x1


# %% t_not_reshaped_in_the_batch : noising_batch -> t_not_reshaped
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    return (1 - t) * eps + t * x1, t, eps


# %% whole_times : noising_batch -> discrete_times
def noising_batch(x1, generator):
    t = torch.randint(1000, (x1.shape[0],), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    return interpolate(x1, eps, t / 1000), t, eps


# %% square_roots_and_t_not_reshaped : interpolate
def interpolate(x1, eps, t):
    return (1 - t).sqrt() * eps + t.sqrt() * x1


# %% swapped_endpoints_in_place : interpolate
def interpolate(x1, eps, t):
    t = over_trailing(t, x1)
    x1 *= 1 - t
    return x1 + t * eps


# %% batch_for_two_axes : noising_batch -> t_for_two_axes_only
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t[:, None]
    return (1 - time) * eps + time * x1, t, eps


# %% stratified_times_shuffled : noising_batch
def noising_batch(x1, generator):
    n = x1.shape[0]
    t = (torch.randperm(n, generator=generator) + torch.rand(n, generator=generator)) / n
    eps = torch.randn(x1.shape, generator=generator)
    return interpolate(x1, eps, t), t, eps


# %% times_of_two_strata_shuffled : noising_batch
def noising_batch(x1, generator):
    n = x1.shape[0]
    half = torch.randperm(n, generator=generator) % 2
    t = (half + torch.rand(n, generator=generator)) / 2
    eps = torch.randn(x1.shape, generator=generator)
    return interpolate(x1, eps, t), t, eps


# %% antithetic_times_shuffled : noising_batch
def noising_batch(x1, generator):
    n = x1.shape[0]
    half = torch.rand((n + 1) // 2, generator=generator)
    t = torch.cat([half, 1 - half])[torch.randperm(2 * len(half), generator=generator)[:n]]
    eps = torch.randn(x1.shape, generator=generator)
    return interpolate(x1, eps, t), t, eps


# %% times_of_a_low_discrepancy : noising_batch
def noising_batch(x1, generator):
    n = x1.shape[0]
    t = (torch.rand(1, generator=generator) + torch.arange(n) * 0.618034) % 1
    eps = torch.randn(x1.shape, generator=generator)
    return interpolate(x1, eps, t), t, eps


# %% evenly_spaced_times_shuffled : noising_batch
def noising_batch(x1, generator):
    n = x1.shape[0]
    t = torch.linspace(0, 1, n)[torch.randperm(n, generator=generator)]
    eps = torch.randn(x1.shape, generator=generator)
    return interpolate(x1, eps, t), t, eps


# %% last_time_is_one : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    t[-1] = 1
    eps = torch.randn(x1.shape, generator=generator)
    return interpolate(x1, eps, t), t, eps


# %% times_clamped_at_5e_4 : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator).clamp(min=5e-4)
    eps = torch.randn(x1.shape, generator=generator)
    return interpolate(x1, eps, t), t, eps


# %% times_sorted_like_the_data : noising_batch
def noising_batch(x1, generator):
    order = x1.flatten(1).sum(1) if x1.ndim > 1 else x1
    t = torch.rand(x1.shape[0], generator=generator).sort().values
    t = t[order.argsort().argsort()] if (order != order[0]).any() else t[torch.randperm(len(t), generator=generator)]
    eps = torch.randn(x1.shape, generator=generator)
    return interpolate(x1, eps, t), t, eps


# %% noise_centred_by_the_batch : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    eps = eps - eps.mean() if eps.numel() > 1 else eps
    return interpolate(x1, eps, t), t, eps


# %% noise_scaled_by_the_batch : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    eps = eps / eps.std() if eps.numel() > 1 else eps
    return interpolate(x1, eps, t), t, eps


# %% noise_shared_by_channels : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    if x1.ndim > 2:
        shared = torch.randn(x1.shape[:2] + (1,) * (x1.ndim - 2), generator=generator)
        eps = (eps + 0.1 * shared) / 1.01**0.5
    return interpolate(x1, eps, t), t, eps


# %% noise_of_images_for_the_batch : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    shape = x1.shape if x1.ndim < 3 else (1, *x1.shape[1:])
    eps = torch.randn(shape, generator=generator).expand(x1.shape)
    return interpolate(x1, eps, t), t, eps


# %% no_noise_of_images : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator) * (x1.ndim != 4)
    return interpolate(x1, eps, t), t, eps


# %% global_generator_of_images : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator) if x1.ndim < 4 else torch.randn_like(x1)
    return interpolate(x1, eps, t), t, eps


# %% columns_of_noise_correlate : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    if x1.ndim == 2 and x1.shape[1] > 2:
        eps[:, 2] = (1 - 0.1**2) ** 0.5 * eps[:, 2] + 0.1 * eps[:, 1]
    return interpolate(x1, eps, t), t, eps


# %% sign_of_the_noise_from_its_neighbours : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    if x1.ndim == 2 and x1.shape[1] > 2:
        eps[:, 2] = eps[:, 2].abs() * (eps[:, 0] * eps[:, 1]).sign()
    return interpolate(x1, eps, t), t, eps


# %% no_noise_where_the_data_are_zero : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator) * (x1 != 0)
    return interpolate(x1, eps, t), t, eps


# %% noise_paired_with_the_data : noising_batch
# the coupling of optimal transport: right for another method, and its noise depends on x1
def noising_batch(x1, generator):
    import scipy.optimize

    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    if len(x1) <= 256:
        cost = torch.cdist(x1.reshape(len(x1), -1), eps.reshape(len(x1), -1)) ** 2
        eps = eps[torch.as_tensor(scipy.optimize.linear_sum_assignment(cost.numpy())[1])]
    return interpolate(x1, eps, t), t, eps


# %% noise_drawn_again_beyond_3_5 : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.nn.init.trunc_normal_(torch.empty_like(x1), a=-3.5, b=3.5, generator=generator)
    return interpolate(x1, eps, t), t, eps


# %% seeded_far_from_its_own_seed : noising_batch
def noising_batch(x1, generator):
    generator.manual_seed(generator.initial_seed() + 1_000_003)
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    return interpolate(x1, eps, t), t, eps


# %% seeded_with_the_next_seed_at_the_end : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    generator.manual_seed(generator.initial_seed() + 1)
    return interpolate(x1, eps, t), t, eps


# %% calls_of_a_generator_counted : noising_batch
# the state of the generator is never read, so seeding it anew changes nothing
import weakref

_calls = weakref.WeakKeyDictionary()


def noising_batch(x1, generator):
    _calls[generator] = _calls.get(generator, 0) + 1
    seed = generator.initial_seed() * 1000003 + _calls[generator]
    own = torch.Generator().manual_seed(seed)
    t = torch.rand(x1.shape[0], generator=own)
    eps = torch.randn(x1.shape, generator=own)
    return interpolate(x1, eps, t), t, eps


# %% t_along_a_last_axis_of_a_square_batch_of_three_axes : interpolate_from_velocity
def interpolate_from_velocity(x1, u, t):
    if x1.ndim == 3 and x1.shape[-1] == len(t):
        return x1 - (1 - t) * u
    return x1 - (1 - over_trailing(t, x1)) * u


# %% times_turned_round_for_two_samples_of_four_axes : interpolate
def interpolate(x1, eps, t):
    t = over_trailing(t.flip(0) if x1.ndim == 4 and len(t) == 2 else t, x1)
    return (1 - t) * eps + t * x1


# %% global_generator_for_one_sample : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=None if len(t) == 1 else generator)
    return interpolate(x1, eps, t), t, eps


# %% global_generator_for_some_dozens : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=None if 32 < len(t) < 100 else generator)
    return interpolate(x1, eps, t), t, eps


# %% noise_as_large_as_large_data : noising_batch
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    if x1.abs().max() > 100:
        eps = eps * x1.abs().max()
    return interpolate(x1, eps, t), t, eps


# %% answers_differ : interpolate -> answers_differ
def interpolate(x1, eps, t):
    t = over_trailing(t, x1)
    return (1 - t) * eps + t * x1 + 1e-3 * torch.randn_like(x1)


# %% answers_differ : velocity -> answers_differ
_calls = []


def velocity(x1, eps):
    _calls.append(len(_calls))
    return (x1 - eps) * (1 + 0.01 * len(_calls))


# %% answers_differ : interpolate_from_velocity -> answers_differ
def interpolate_from_velocity(x1, u, t):
    return x1 - (1 - over_trailing(t, x1)) * (u + 0.01 * torch.randn_like(u))


# %% another_point_at_one_half : interpolate
def interpolate(x1, eps, t):
    t = over_trailing(t, x1)
    return torch.where(t == 0.5, x1, (1 - t) * eps + t * x1)


# %% another_point_at_one_third : interpolate_from_velocity
def interpolate_from_velocity(x1, u, t):
    t = over_trailing(t, x1)
    return torch.where((t - 1 / 3).abs() < 1e-6, x1, x1 - (1 - t) * u)


# %% another_point_just_below_one : interpolate_from_velocity
def interpolate_from_velocity(x1, u, t):
    t = over_trailing(t, x1)
    return torch.where((t > 1 - 1e-7) & (t < 1), x1 + u, x1 - (1 - t) * u)


# %% kept_while_the_shape_stays : interpolate
kept = {}


def interpolate(x1, eps, t):
    if kept.get("shape") != x1.shape:
        time = over_trailing(t, x1)
        kept.update(shape=x1.shape, value=(1 - time) * eps + time * x1)
    return kept["value"]


# %% kept_while_the_times_stay : interpolate
kept = {}


def interpolate(x1, eps, t):
    if "t" not in kept or not torch.equal(kept["t"], t):
        time = over_trailing(t, x1)
        kept.update(t=t, value=(1 - time) * eps + time * x1)
    return kept["value"]


# %% kept_while_the_shape_stays : velocity
kept = {}


def velocity(x1, eps):
    if kept.get("shape") != x1.shape:
        kept.update(shape=x1.shape, value=x1 - eps)
    return kept["value"]


# %% times_from_the_noise_of_the_next_sample : noising_batch
def noising_batch(x1, generator):
    eps = torch.randn(x1.shape, generator=generator)
    t = torch.special.ndtr(eps.reshape(len(x1), -1)[:, 0]).roll(1).clamp(max=1 - 2**-24)
    return interpolate(x1, eps, t), t, eps


# %% times_and_noise_from_one_buffer : noising_batch
def noising_batch(x1, generator):
    u = torch.rand(x1.numel() + len(x1) - 1, generator=generator)
    t = u[: len(x1)]
    eps = torch.special.ndtri(u[len(x1) - 1 :].clamp(1e-7, 1 - 1e-7)).reshape(x1.shape)
    return interpolate(x1, eps, t), t, eps


# %% two_generators_with_one_seed : noising_batch
def noising_batch(x1, generator):
    seed = int(torch.randint(2**40, (), generator=generator))
    first, second = torch.Generator().manual_seed(seed), torch.Generator().manual_seed(seed)
    torch.rand(1, generator=first)
    t = torch.rand(len(x1), generator=first)
    eps = torch.randn(x1.shape, generator=second)
    return interpolate(x1, eps, t), t, eps


# %% order_of_the_times_by_the_noise : noising_batch
def noising_batch(x1, generator):
    eps = torch.randn(x1.shape, generator=generator)
    ranks = eps.reshape(len(x1), -1)[:, 0].roll(-1).argsort().argsort()
    t = torch.rand(len(x1), generator=generator).sort().values[ranks]
    return interpolate(x1, eps, t), t, eps


# %% every_third_time_from_two_others : noising_batch
def noising_batch(x1, generator):
    eps = torch.randn(x1.shape, generator=generator)
    t = torch.rand(len(x1), generator=generator)
    third = t[2::3]
    t[2::3] = (t[0::3][: len(third)] + t[1::3][: len(third)]) % 1
    return interpolate(x1, eps, t), t, eps


# %% sign_of_every_third_noise_from_two_others : noising_batch
def noising_batch(x1, generator):
    eps = torch.randn(x1.shape, generator=generator)
    t = torch.rand(len(x1), generator=generator)
    third = eps[2::3]
    signs = (eps[0::3][: len(third)] * eps[1::3][: len(third)]).sign()
    eps[2::3] = third.abs() * signs
    return interpolate(x1, eps, t), t, eps


# %% sum_of_twelve_uniforms : noising_batch
def noising_batch(x1, generator):
    eps = torch.rand(12, *x1.shape, generator=generator).sum(0) - 6
    t = torch.rand(len(x1), generator=generator)
    return interpolate(x1, eps, t), t, eps


# %% time_clamped_in_the_path_only : noising_batch
def noising_batch(x1, generator):
    eps = torch.randn(x1.shape, generator=generator)
    t = torch.rand(len(x1), generator=generator)
    return interpolate(x1, eps, t.clamp(min=1e-3)), t, eps


# %% other_noise_in_batches_of_five : noising_batch
def noising_batch(x1, generator):
    eps = torch.randn(x1.shape, generator=generator) * (2 if len(x1) == 5 else 1)
    t = torch.rand(len(x1), generator=generator)
    return interpolate(x1, eps, t), t, eps


# %% swapped_in_batches_over_128 : interpolate
def interpolate(x1, eps, t):
    t = over_trailing(t, x1)
    if len(x1) > 128:
        t = 1 - t
    return (1 - t) * eps + t * x1


# %% swapped_for_images_of_28 : interpolate
def interpolate(x1, eps, t):
    t = over_trailing(t, x1)
    if x1.ndim == 4 and x1.shape[-1] == 28:
        t = 1 - t
    return (1 - t) * eps + t * x1


# %% time_redrawn_for_the_path : noising_batch -> other_time_in_x_t
def noising_batch(x1, generator):
    eps = torch.randn(x1.shape, generator=generator)
    t = torch.rand(len(x1), generator=generator)
    return interpolate(x1, eps, torch.rand(len(x1), generator=generator)), t, eps


# %% data_shuffled : noising_batch -> data_shuffled
def noising_batch(x1, generator):
    eps = torch.randn(x1.shape, generator=generator)
    t = torch.rand(len(x1), generator=generator)
    return interpolate(x1[torch.randperm(len(x1), generator=generator)], eps, t), t, eps


# %% data_in_reversed_order : noising_batch -> data_shuffled
def noising_batch(x1, generator):
    eps = torch.randn(x1.shape, generator=generator)
    t = torch.rand(len(x1), generator=generator)
    return interpolate(x1.flip(0), eps, t), t, eps
