"""Wrong submissions of assignment 05: each cell is appended to the solution and must lose points.

A cell is `slug : exercise`, with `-> id` where it is the code of that known misconception. The
file is data for `grader audit`, which sends it to a worker; nothing imports it. Each way to err is
tried in both losses.
"""


# %% sum_for_mean : flow_matching_loss -> summed
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).sum()


# %% sum_for_mean : epsilon_loss -> summed
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, t) - eps) ** 2).sum()


# %% mse_with_reduction_sum : flow_matching_loss -> summed
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return torch.nn.functional.mse_loss(u_theta(x_t, t), x1 - eps, reduction="sum")


# %% mse_with_reduction_sum : epsilon_loss -> summed
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return torch.nn.functional.mse_loss(eps_theta(x_t, t), eps, reduction="sum")


# %% norm_squared : flow_matching_loss -> summed
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return (u_theta(x_t, t) - (x1 - eps)).norm() ** 2


# %% norm_squared : epsilon_loss -> summed
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return (eps_theta(x_t, t) - eps).norm() ** 2


# %% dot_product : flow_matching_loss -> summed
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    error = (u_theta(x_t, t) - (x1 - eps)).flatten()
    return error @ error


# %% dot_product : epsilon_loss -> summed
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    error = (eps_theta(x_t, t) - eps).flatten()
    return error @ error


# %% sum_of_each_sample : flow_matching_loss -> summed_over_a_sample
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).reshape(len(x1), -1).sum(1).mean()


# %% sum_of_each_sample : epsilon_loss -> summed_over_a_sample
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, t) - eps) ** 2).reshape(len(x1), -1).sum(1).mean()


# %% sum_divided_by_the_batch : flow_matching_loss -> summed_over_a_sample
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).sum() / len(x1)


# %% sum_divided_by_the_batch : epsilon_loss -> summed_over_a_sample
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, t) - eps) ** 2).sum() / len(x1)


# %% norm_of_each_sample : flow_matching_loss -> summed_over_a_sample
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return (u_theta(x_t, t) - (x1 - eps)).reshape(len(x1), -1).norm(dim=1).pow(2).mean()


# %% norm_of_each_sample : epsilon_loss -> summed_over_a_sample
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return (eps_theta(x_t, t) - eps).reshape(len(x1), -1).norm(dim=1).pow(2).mean()


# %% mean_of_each_sample_summed : flow_matching_loss -> summed_over_the_batch
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).reshape(len(x1), -1).mean(1).sum()


# %% mean_of_each_sample_summed : epsilon_loss -> summed_over_the_batch
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, t) - eps) ** 2).reshape(len(x1), -1).mean(1).sum()


# %% last_axis_summed : flow_matching_loss -> summed_over_the_last_axis
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).sum(-1).mean()


# %% last_axis_summed : epsilon_loss -> summed_over_the_last_axis
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, t) - eps) ** 2).sum(-1).mean()


# %% half : flow_matching_loss -> halved
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return 0.5 * ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% half : epsilon_loss -> halved
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return 0.5 * ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% half_by_division : flow_matching_loss -> halved
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean() / 2


# %% half_by_division : epsilon_loss -> halved
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, t) - eps) ** 2).mean() / 2


# %% negative_loss : flow_matching_loss -> negative
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return -((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% negative_loss : epsilon_loss -> negative
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return -((eps_theta(x_t, t) - eps) ** 2).mean()


# %% squares_the_wrong_way_round : flow_matching_loss -> negative
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    answer, target = u_theta(x_t, t), x1 - eps
    return (2 * answer * target - answer**2 - target**2).mean()


# %% squares_the_wrong_way_round : epsilon_loss -> negative
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    answer, target = eps_theta(x_t, t), eps
    return (2 * answer * target - answer**2 - target**2).mean()


# %% root : flow_matching_loss -> root_mean_square
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean().sqrt()


# %% root : epsilon_loss -> root_mean_square
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, t) - eps) ** 2).mean().sqrt()


# %% norm_over_root_of_n : flow_matching_loss -> root_mean_square
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return (u_theta(x_t, t) - (x1 - eps)).norm() / x1.numel() ** 0.5


# %% norm_over_root_of_n : epsilon_loss -> root_mean_square
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return (eps_theta(x_t, t) - eps).norm() / x1.numel() ** 0.5


# %% l1 : flow_matching_loss -> absolute_error
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return (u_theta(x_t, t) - (x1 - eps)).abs().mean()


# %% l1 : epsilon_loss -> absolute_error
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return (eps_theta(x_t, t) - eps).abs().mean()


# %% l1_loss : flow_matching_loss -> absolute_error
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return torch.nn.functional.l1_loss(u_theta(x_t, t), x1 - eps)


# %% l1_loss : epsilon_loss -> absolute_error
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return torch.nn.functional.l1_loss(eps_theta(x_t, t), eps)


# %% huber : flow_matching_loss -> huber
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return torch.nn.functional.huber_loss(u_theta(x_t, t), x1 - eps)


# %% huber : epsilon_loss -> huber
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return torch.nn.functional.huber_loss(eps_theta(x_t, t), eps)


# %% smooth_l1 : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return torch.nn.functional.smooth_l1_loss(u_theta(x_t, t), x1 - eps)


# %% smooth_l1 : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return torch.nn.functional.smooth_l1_loss(eps_theta(x_t, t), eps)


# %% fourth_power : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t) - (x1 - eps)) ** 4).mean()


# %% fourth_power : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, t) - eps) ** 4).mean()


# %% error_not_squared : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return (u_theta(x_t, t) - (x1 - eps)).mean()


# %% error_not_squared : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return (eps_theta(x_t, t) - eps).mean()


# %% square_of_the_mean_error : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return (u_theta(x_t, t) - (x1 - eps)).mean() ** 2


# %% square_of_the_mean_error : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return (eps_theta(x_t, t) - eps).mean() ** 2


# %% median : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).flatten().median()


# %% median : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, t) - eps) ** 2).flatten().median()


# %% largest : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).max()


# %% largest : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, t) - eps) ** 2).max()


# %% first_sample_alone : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2)[0].mean()


# %% first_sample_alone : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, t) - eps) ** 2)[0].mean()


# %% last_sample_left_out : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2)[: max(1, len(x1) - 1)].mean()


# %% last_sample_left_out : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, t) - eps) ** 2)[: max(1, len(x1) - 1)].mean()


# %% divided_by_n_minus_one : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).sum() / max(1, x1.numel() - 1)


# %% divided_by_n_minus_one : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, t) - eps) ** 2).sum() / max(1, x1.numel() - 1)


# %% variance_of_the_error : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return (u_theta(x_t, t) - (x1 - eps)).var(correction=0)


# %% variance_of_the_error : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return (eps_theta(x_t, t) - eps).var(correction=0)


# %% clamped_loss : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean().clamp(max=5.0)


# %% clamped_loss : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, t) - eps) ** 2).mean().clamp(max=5.0)


# %% clamped_errors : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t) - (x1 - eps)).clamp(-3, 3) ** 2).mean()


# %% clamped_errors : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, t) - eps).clamp(-3, 3) ** 2).mean()


# %% log_of_the_loss : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean().log()


# %% log_of_the_loss : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, t) - eps) ** 2).mean().log()


# %% regularised : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    answer = u_theta(x_t, t)
    return ((answer - (x1 - eps)) ** 2).mean() + 1e-2 * (answer**2).mean()


# %% regularised : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    answer = eps_theta(x_t, t)
    return ((answer - eps) ** 2).mean() + 1e-2 * (answer**2).mean()


# %% off_by_a_constant : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean() + 0.1


# %% off_by_a_constant : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, t) - eps) ** 2).mean() + 0.1


# %% scaled_by_1_001 : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return 1.001 * ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% scaled_by_1_001 : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return 1.001 * ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% value_right_gradient_halved : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    loss = ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()
    return loss / 2 + loss.detach() / 2


# %% value_right_gradient_halved : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    loss = ((eps_theta(x_t, t) - eps) ** 2).mean()
    return loss / 2 + loss.detach() / 2


# %% cosine_distance : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return 1 - torch.nn.functional.cosine_similarity(
        u_theta(x_t, t).flatten(), (x1 - eps).flatten(), dim=0
    )


# %% cosine_distance : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return 1 - torch.nn.functional.cosine_similarity(
        eps_theta(x_t, t).flatten(), eps.flatten(), dim=0
    )


# %% target_is_x1 : flow_matching_loss -> data_for_target
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t) - x1) ** 2).mean()


# %% target_is_x1 : epsilon_loss -> data_for_target
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, t) - x1) ** 2).mean()


# %% target_is_x_t : flow_matching_loss -> point_for_target
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t) - x_t) ** 2).mean()


# %% target_is_x_t : epsilon_loss -> point_for_target
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, t) - x_t) ** 2).mean()


# %% no_target : flow_matching_loss -> nothing_for_target
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return (u_theta(x_t, t) ** 2).mean()


# %% no_target : epsilon_loss -> nothing_for_target
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return (eps_theta(x_t, t) ** 2).mean()


# %% target_is_minus_u : flow_matching_loss -> target_reversed
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t) - (eps - x1)) ** 2).mean()


# %% plus_for_minus : flow_matching_loss -> target_reversed
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t) + (x1 - eps)) ** 2).mean()


# %% plus_for_minus : epsilon_loss -> noise_negative
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, t) + eps) ** 2).mean()


# %% target_is_minus_eps : epsilon_loss -> noise_negative
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return torch.nn.functional.mse_loss(eps_theta(x_t, t), -eps)


# %% target_is_eps : flow_matching_loss -> noise_for_velocity
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t) - eps) ** 2).mean()


# %% the_other_loss : flow_matching_loss -> noise_for_velocity
def flow_matching_loss(u_theta, x1, generator):
    return epsilon_loss(u_theta, x1, generator)


# %% target_is_u : epsilon_loss -> velocity_for_noise
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% the_other_loss : epsilon_loss -> velocity_for_noise
def epsilon_loss(eps_theta, x1, generator):
    return flow_matching_loss(eps_theta, x1, generator)


# %% target_is_x1_minus_x_t : flow_matching_loss -> rest_of_the_way
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t) - (x1 - x_t)) ** 2).mean()


# %% target_is_x_t_minus_eps : flow_matching_loss -> way_so_far
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t) - (x_t - eps)) ** 2).mean()


# %% target_is_x1_plus_eps : flow_matching_loss -> noise_negative
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t) - (x1 + eps)) ** 2).mean()


# %% target_redrawn : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    eps = torch.randn(x1.shape, generator=generator)
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% target_redrawn : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    eps = torch.randn(x1.shape, generator=generator)
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% target_shuffled : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    eps = eps.flip(0)
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% target_shuffled : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    eps = eps.flip(0)
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% target_of_the_ddpm_velocity : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((u_theta(x_t, t) - ((1 - time) * x1 - time * eps)) ** 2).mean()


# %% target_of_the_ddpm_velocity : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((eps_theta(x_t, t) - ((1 - time) * x1 - time * eps)) ** 2).mean()


# %% target_off_by_1e_3 : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t) - 1.001 * (x1 - eps)) ** 2).mean()


# %% target_off_by_1e_3 : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, t) - 1.001 * eps) ** 2).mean()


# %% target_in_bfloat16 : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t) - (x1 - eps).bfloat16().float()) ** 2).mean()


# %% target_in_bfloat16 : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, t) - eps.bfloat16().float()) ** 2).mean()


# %% target_in_half : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t) - (x1 - eps).half().float()) ** 2).mean()


# %% target_in_half : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, t) - eps.half().float()) ** 2).mean()


# %% target_normalised : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    target = x1 - eps
    return ((u_theta(x_t, t) - target / (1e-6 + target.abs().max())) ** 2).mean()


# %% target_normalised : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    target = eps
    return ((eps_theta(x_t, t) - target / (1e-6 + target.abs().max())) ** 2).mean()


# %% fed_x1 : flow_matching_loss -> data_fed
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x1, t) - (x1 - eps)) ** 2).mean()


# %% fed_x1 : epsilon_loss -> data_fed
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x1, t) - eps) ** 2).mean()


# %% fed_x1_by_name : flow_matching_loss -> data_fed
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return torch.nn.functional.mse_loss(u_theta(x=x1, t=t), x1 - eps)


# %% fed_x1_by_name : epsilon_loss -> data_fed
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return torch.nn.functional.mse_loss(eps_theta(x=x1, t=t), eps)


# %% fed_eps : flow_matching_loss -> noise_fed
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(eps, t) - (x1 - eps)) ** 2).mean()


# %% fed_eps : epsilon_loss -> noise_fed
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(eps, t) - eps) ** 2).mean()


# %% told_one_minus_t : flow_matching_loss -> opposite_directions
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, 1 - t) - (x1 - eps)) ** 2).mean()


# %% told_one_minus_t : epsilon_loss -> opposite_directions
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, 1 - t) - eps) ** 2).mean()


# %% ends_exchanged_in_x_t : flow_matching_loss -> opposite_directions
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * x1 + time * eps
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% ends_exchanged_in_x_t : epsilon_loss -> opposite_directions
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * x1 + time * eps
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% both_turned : flow_matching_loss -> reversed_throughout
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * x1 + time * eps
    return ((u_theta(x_t, t) - (eps - x1)) ** 2).mean()


# %% reversed_as_in_sd3 : flow_matching_loss -> reversed_throughout
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, 1 - t) - (eps - x1)) ** 2).mean()


# %% ddpm_path : flow_matching_loss -> square_root_path
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = time.sqrt() * x1 + (1 - time).sqrt() * eps
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% ddpm_path : epsilon_loss -> square_root_path
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = time.sqrt() * x1 + (1 - time).sqrt() * eps
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% cosine_path : flow_matching_loss -> circular_path
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    angle = torch.pi / 2 * time
    x_t = angle.sin() * x1 + angle.cos() * eps
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% cosine_path : epsilon_loss -> circular_path
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    angle = torch.pi / 2 * time
    x_t = angle.sin() * x1 + angle.cos() * eps
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% noise_on_top : flow_matching_loss -> noise_added_to_data
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = x1 + (1 - time) * eps
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% noise_on_top : epsilon_loss -> noise_added_to_data
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = x1 + (1 - time) * eps
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% noise_whole : flow_matching_loss -> noise_not_scaled_down
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = eps + time * x1
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% noise_whole : epsilon_loss -> noise_not_scaled_down
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = eps + time * x1
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% told_t_of_zero : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, torch.zeros_like(t)) - (x1 - eps)) ** 2).mean()


# %% told_t_of_zero : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, torch.zeros_like(t)) - eps) ** 2).mean()


# %% told_t_in_another_order : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t.flip(0)) - (x1 - eps)) ** 2).mean()


# %% told_t_in_another_order : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, t.flip(0)) - eps) ** 2).mean()


# %% told_other_times : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, torch.rand(len(x1), generator=generator)) - (x1 - eps)) ** 2).mean()


# %% told_other_times : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, torch.rand(len(x1), generator=generator)) - eps) ** 2).mean()


# %% told_t_times_1000 : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, 1000 * t) - (x1 - eps)) ** 2).mean()


# %% told_t_times_1000 : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, 1000 * t) - eps) ** 2).mean()


# %% told_t_squared : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t**2) - (x1 - eps)) ** 2).mean()


# %% told_t_squared : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, t**2) - eps) ** 2).mean()


# %% told_half_of_t : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t / 2) - (x1 - eps)) ** 2).mean()


# %% told_half_of_t : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, t / 2) - eps) ** 2).mean()


# %% told_whole_hundredths : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, (100 * t).round() / 100) - (x1 - eps)) ** 2).mean()


# %% told_whole_hundredths : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, (100 * t).round() / 100) - eps) ** 2).mean()


# %% noise_added_to_x_t : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    x_t = x_t + 0.1 * torch.randn(x1.shape, generator=generator)
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% noise_added_to_x_t : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    x_t = x_t + 0.1 * torch.randn(x1.shape, generator=generator)
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% little_noise_added_to_x_t : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    x_t = x_t + 1e-3 * torch.randn(x1.shape, generator=generator)
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% little_noise_added_to_x_t : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    x_t = x_t + 1e-3 * torch.randn(x1.shape, generator=generator)
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% x_t_of_flipped_data : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    x_t = x_t.flip(0)
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% x_t_of_flipped_data : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    x_t = x_t.flip(0)
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% x_t_in_bfloat16 : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t.bfloat16().float(), t) - (x1 - eps)) ** 2).mean()


# %% x_t_in_bfloat16 : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t.bfloat16().float(), t) - eps) ** 2).mean()


# %% x_t_clamped : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t.clamp(-3, 3), t) - (x1 - eps)) ** 2).mean()


# %% x_t_clamped : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t.clamp(-3, 3), t) - eps) ** 2).mean()


# %% x_t_scaled : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t / (1 + x_t.abs().max()), t) - (x1 - eps)) ** 2).mean()


# %% x_t_scaled : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t / (1 + x_t.abs().max()), t) - eps) ** 2).mean()


# %% t_on_the_last_axis : flow_matching_loss -> t_not_reshaped
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    x_t = (1 - t) * eps + t * x1
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% t_on_the_last_axis : epsilon_loss -> t_not_reshaped
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    x_t = (1 - t) * eps + t * x1
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% t_for_two_axes : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t[:, None]
    x_t = (1 - time) * eps + time * x1
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% t_for_two_axes : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t[:, None]
    x_t = (1 - time) * eps + time * x1
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% asked_twice : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    u_theta(x_t, t)
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% asked_twice : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    eps_theta(x_t, t)
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% asked_sample_by_sample : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    answer = torch.cat([u_theta(x, time) for x, time in zip(x_t.split(1), t.split(1))])
    return ((answer - (x1 - eps)) ** 2).mean()


# %% asked_sample_by_sample : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    answer = torch.cat([eps_theta(x, time) for x, time in zip(x_t.split(1), t.split(1))])
    return ((answer - eps) ** 2).mean()


# %% never_asked : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((x_t - (x1 - eps)) ** 2).mean()


# %% never_asked : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((x_t - eps) ** 2).mean()


# %% asked_flat : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    answer = u_theta(x_t.reshape(len(x1), -1), t)
    return ((answer.reshape(x1.shape) - (x1 - eps)) ** 2).mean()


# %% asked_flat : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    answer = eps_theta(x_t.reshape(len(x1), -1), t)
    return ((answer.reshape(x1.shape) - eps) ** 2).mean()


# %% two_draws_averaged : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    losses = []
    for _ in range(2):
        x_t, t, eps = noising_batch(x1, generator)
        losses.append(((u_theta(x_t, t) - (x1 - eps)) ** 2).mean())
    return sum(losses) / 2


# %% two_draws_averaged : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    losses = []
    for _ in range(2):
        x_t, t, eps = noising_batch(x1, generator)
        losses.append(((eps_theta(x_t, t) - eps) ** 2).mean())
    return sum(losses) / 2


# %% weight_t : flow_matching_loss -> weighted_by_time
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return (time * (u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% weight_t : epsilon_loss -> weighted_by_time
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return (time * (eps_theta(x_t, t) - eps) ** 2).mean()


# %% weight_1_minus_t : flow_matching_loss -> weighted_by_time
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((1 - time) * (u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% weight_1_minus_t : epsilon_loss -> weighted_by_time
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((1 - time) * (eps_theta(x_t, t) - eps) ** 2).mean()


# %% weight_t_squared : flow_matching_loss -> weighted_by_time
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return (time**2 * (u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% weight_t_squared : epsilon_loss -> weighted_by_time
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return (time**2 * (eps_theta(x_t, t) - eps) ** 2).mean()


# %% weight_of_x1_loss : flow_matching_loss -> weighted_by_time
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((1 - time) ** 2 * (u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% weight_of_x1_loss : epsilon_loss -> weighted_by_time
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((1 - time) ** 2 * (eps_theta(x_t, t) - eps) ** 2).mean()


# %% min_snr_like_weight : flow_matching_loss -> weighted_by_time
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((1 + time) * (u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% min_snr_like_weight : epsilon_loss -> weighted_by_time
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((1 + time) * (eps_theta(x_t, t) - eps) ** 2).mean()


# %% weight_hump : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return (time * (1 - time) * (u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% weight_hump : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return (time * (1 - time) * (eps_theta(x_t, t) - eps) ** 2).mean()


# %% late_times_left_out : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((time < 0.5) * (u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% late_times_left_out : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((time < 0.5) * (eps_theta(x_t, t) - eps) ** 2).mean()


# %% item : flow_matching_loss -> number_returned
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean().item()


# %% item : epsilon_loss -> number_returned
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, t) - eps) ** 2).mean().item()


# %% float_of_it : flow_matching_loss -> number_returned
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return float(((u_theta(x_t, t) - (x1 - eps)) ** 2).mean())


# %% float_of_it : epsilon_loss -> number_returned
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return float(((eps_theta(x_t, t) - eps) ** 2).mean())


# %% entry_by_entry : flow_matching_loss -> not_reduced
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return (u_theta(x_t, t) - (x1 - eps)) ** 2


# %% entry_by_entry : epsilon_loss -> not_reduced
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return (eps_theta(x_t, t) - eps) ** 2


# %% mean_over_the_batch : flow_matching_loss -> reduced_in_part
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean(dim=0)


# %% mean_over_the_last_axis : epsilon_loss -> reduced_in_part
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return torch.nn.functional.mse_loss(eps_theta(x_t, t), eps, reduction="none").mean(-1)


# %% sample_by_sample : flow_matching_loss -> not_reduced
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).reshape(len(x1), -1).mean(1)


# %% sample_by_sample : epsilon_loss -> not_reduced
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, t) - eps) ** 2).reshape(len(x1), -1).mean(1)


# %% shape_of_one : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()[None]


# %% shape_of_one : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, t) - eps) ** 2).mean()[None]


# %% keeps_its_axes : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean().reshape([1] * x1.ndim)


# %% keeps_its_axes : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, t) - eps) ** 2).mean().reshape([1] * x1.ndim)


# %% answer_detached : flow_matching_loss -> detached
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t).detach() - (x1 - eps)) ** 2).mean()


# %% answer_detached : epsilon_loss -> detached
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, t).detach() - eps) ** 2).mean()


# %% loss_detached : flow_matching_loss -> detached
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean().detach()


# %% loss_detached : epsilon_loss -> detached
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, t) - eps) ** 2).mean().detach()


# %% no_grad : flow_matching_loss -> detached
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    with torch.no_grad():
        answer = u_theta(x_t, t)
    return ((answer - (x1 - eps)) ** 2).mean()


# %% no_grad : epsilon_loss -> detached
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    with torch.no_grad():
        answer = eps_theta(x_t, t)
    return ((answer - eps) ** 2).mean()


# %% no_grad_decorator : flow_matching_loss -> detached
@torch.no_grad()
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% no_grad_decorator : epsilon_loss -> detached
@torch.no_grad()
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% data_attribute : flow_matching_loss -> detached
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t).data - (x1 - eps)) ** 2).mean()


# %% data_attribute : epsilon_loss -> detached
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, t).data - eps) ** 2).mean()


# %% made_anew : flow_matching_loss -> detached
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return torch.tensor(((u_theta(x_t, t) - (x1 - eps)) ** 2).mean().item())


# %% made_anew : epsilon_loss -> detached
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return torch.tensor(((eps_theta(x_t, t) - eps) ** 2).mean().item())


# %% requires_grad_made_up : flow_matching_loss -> detached
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return torch.tensor(((u_theta(x_t, t) - (x1 - eps)) ** 2).mean().item(), requires_grad=True)


# %% requires_grad_made_up : epsilon_loss -> detached
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return torch.tensor(((eps_theta(x_t, t) - eps) ** 2).mean().item(), requires_grad=True)


# %% through_numpy : flow_matching_loss -> detached
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    answer = torch.from_numpy(u_theta(x_t, t).detach().numpy())
    return ((answer - (x1 - eps)) ** 2).mean()


# %% through_numpy : epsilon_loss -> detached
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    answer = torch.from_numpy(eps_theta(x_t, t).detach().numpy())
    return ((answer - eps) ** 2).mean()


# %% in_float64 : flow_matching_loss -> returns_float64
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t).double() - (x1 - eps)) ** 2).mean()


# %% in_float64 : epsilon_loss -> returns_float64
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, t).double() - eps) ** 2).mean()


# %% in_half : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean().half()


# %% in_half : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return ((eps_theta(x_t, t) - eps) ** 2).mean().half()


# %% loss_and_parts : flow_matching_loss -> tuple_returned
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    answer = u_theta(x_t, t)
    return ((answer - (x1 - eps)) ** 2).mean(), answer


# %% loss_and_parts : epsilon_loss -> tuple_returned
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    answer = eps_theta(x_t, t)
    return ((answer - eps) ** 2).mean(), answer


# %% in_a_dictionary : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return {"loss": ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()}


# %% in_a_dictionary : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    return {"loss": ((eps_theta(x_t, t) - eps) ** 2).mean()}


# %% nothing_returned : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% nothing_returned : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% backward_inside : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    loss = ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()
    loss.backward()
    return loss


# %% backward_inside : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    loss = ((eps_theta(x_t, t) - eps) ** 2).mean()
    loss.backward()
    return loss


# %% gradient_returned : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    answer = u_theta(x_t, t)
    return (2 * (answer - (x1 - eps))).mean()


# %% gradient_returned : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    answer = eps_theta(x_t, t)
    return (2 * (answer - eps)).mean()


# %% answer_changed_in_place : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    answer = u_theta(x_t, t)
    answer -= x1 - eps
    return (answer**2).mean()


# %% answer_changed_in_place : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    answer = eps_theta(x_t, t)
    answer -= eps
    return (answer**2).mean()


# %% x1_changed_in_place : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    x1 -= x1.mean()
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% x1_changed_in_place : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    x_t, t, eps = noising_batch(x1, generator)
    x1 -= x1.mean()
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% x1_made_the_point : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    target = x1 - eps
    x1 *= time
    x1 += (1 - time) * eps
    return ((u_theta(x1, t) - target) ** 2).mean()


# %% x1_made_the_point : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    target = eps
    x1 *= time
    x1 += (1 - time) * eps
    return ((eps_theta(x1, t) - target) ** 2).mean()


# %% rand_for_the_noise : flow_matching_loss -> uniform_noise
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.rand(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% rand_for_the_noise : epsilon_loss -> uniform_noise
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.rand(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% centred_uniform_noise : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = 2 * torch.rand(x1.shape, generator=generator) - 1
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% centred_uniform_noise : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = 2 * torch.rand(x1.shape, generator=generator) - 1
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% randn_for_t : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    t = torch.randn(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% randn_for_t : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    t = torch.randn(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% sigmoid_of_normal_times : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    t = torch.randn(len(x1), generator=generator).sigmoid()
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% sigmoid_of_normal_times : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    t = torch.randn(len(x1), generator=generator).sigmoid()
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% one_time : flow_matching_loss -> one_time_for_the_batch
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(1, generator=generator).expand(len(x1))
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% one_time : epsilon_loss -> one_time_for_the_batch
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(1, generator=generator).expand(len(x1))
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% time_fixed : flow_matching_loss -> one_time_for_the_batch
def flow_matching_loss(u_theta, x1, generator):
    t = torch.full((len(x1),), 0.5)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% time_fixed : epsilon_loss -> one_time_for_the_batch
def epsilon_loss(eps_theta, x1, generator):
    t = torch.full((len(x1),), 0.5)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% one_noise : flow_matching_loss -> one_noise_for_the_batch
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape[1:], generator=generator).expand(x1.shape)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% one_noise : epsilon_loss -> one_noise_for_the_batch
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape[1:], generator=generator).expand(x1.shape)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% one_noise_for_a_sample : flow_matching_loss -> one_noise_a_sample
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(len(x1), *[1] * (x1.ndim - 1), generator=generator).expand(x1.shape)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% one_noise_for_a_sample : epsilon_loss -> one_noise_a_sample
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(len(x1), *[1] * (x1.ndim - 1), generator=generator).expand(x1.shape)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% noise_of_half_the_size : flow_matching_loss -> scaled_noise
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = 0.5 * torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% noise_of_half_the_size : epsilon_loss -> scaled_noise
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = 0.5 * torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% variance_for_deviation : flow_matching_loss -> scaled_noise
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = 2 * torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% variance_for_deviation : epsilon_loss -> scaled_noise
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = 2 * torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% no_noise : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.zeros(x1.shape)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% no_noise : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.zeros(x1.shape)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% no_early_times : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    t = 0.1 + 0.9 * torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% no_early_times : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    t = 0.1 + 0.9 * torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% no_late_times : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    t = 0.99 * torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% no_late_times : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    t = 0.99 * torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% squared_times : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator) ** 2
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% squared_times : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator) ** 2
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% thousandths : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    t = torch.randint(1000, (len(x1),), generator=generator) / 1000
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% thousandths : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    t = torch.randint(1000, (len(x1),), generator=generator) / 1000
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% tenths : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    t = torch.randint(10, (len(x1),), generator=generator) / 10
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% tenths : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    t = torch.randint(10, (len(x1),), generator=generator) / 10
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% sorted_times : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator).sort().values
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% sorted_times : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator).sort().values
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% grid_of_times : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    t = torch.arange(len(x1)) / len(x1)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% grid_of_times : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    t = torch.arange(len(x1)) / len(x1)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% stratified_times : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    t = (torch.rand(len(x1), generator=generator) + torch.arange(len(x1))) / len(x1)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% stratified_times : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    t = (torch.rand(len(x1), generator=generator) + torch.arange(len(x1))) / len(x1)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% antithetic_times : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    t = torch.cat([h := torch.rand((len(x1) + 1) // 2, generator=generator), 1 - h])[
        : len(x1)
    ].clamp(max=1 - 2**-24)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% antithetic_times : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    t = torch.cat([h := torch.rand((len(x1) + 1) // 2, generator=generator), 1 - h])[
        : len(x1)
    ].clamp(max=1 - 2**-24)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% noise_cut_at_two : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator).clamp(-2, 2)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% noise_cut_at_two : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator).clamp(-2, 2)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% noise_of_a_mean : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator) + 0.1
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% noise_of_a_mean : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator) + 0.1
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% noise_times_data : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator) * (1 + (x1 > 1))
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% noise_times_data : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator) * (1 + (x1 > 1))
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% antithetic_noise : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.cat(
        [h := torch.randn(((len(x1) + 1) // 2, *x1.shape[1:]), generator=generator), -h]
    )[: len(x1)]
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% antithetic_noise : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.cat(
        [h := torch.randn(((len(x1) + 1) // 2, *x1.shape[1:]), generator=generator), -h]
    )[: len(x1)]
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% global_times : flow_matching_loss -> global_generator
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1))
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% global_times : epsilon_loss -> global_generator
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1))
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% global_noise : flow_matching_loss -> global_generator
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn_like(x1)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% global_noise : epsilon_loss -> global_generator
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn_like(x1)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% global_both : flow_matching_loss -> global_generator
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1))
    eps = torch.randn_like(x1)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% global_both : epsilon_loss -> global_generator
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1))
    eps = torch.randn_like(x1)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% seeded_in_the_loss : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    torch.manual_seed(0)
    t = torch.rand(len(x1))
    eps = torch.randn_like(x1)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% seeded_in_the_loss : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    torch.manual_seed(0)
    t = torch.rand(len(x1))
    eps = torch.randn_like(x1)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% seeded_far_from_its_own_seed : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    generator.manual_seed(generator.initial_seed() + 1_000_003)
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% generator_reseeded : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    generator.manual_seed(0)
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% seeded_far_from_its_own_seed : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    generator.manual_seed(generator.initial_seed() + 1_000_003)
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% generator_reseeded : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    generator.manual_seed(0)
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% seed_from_the_generator : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    generator.manual_seed(generator.initial_seed())
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% seed_from_the_generator : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    generator.manual_seed(generator.initial_seed())
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% own_generator : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    generator = torch.Generator().manual_seed(0)
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% own_generator : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    generator = torch.Generator().manual_seed(0)
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% copy_of_the_generator : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    generator = torch.Generator().set_state(generator.get_state())
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% copy_of_the_generator : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    generator = torch.Generator().set_state(generator.get_state())
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% noise_kept : flow_matching_loss
_NOISE = {}


def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = _NOISE.setdefault(tuple(x1.shape), torch.randn(x1.shape, generator=generator))
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% noise_kept : epsilon_loss
_NOISE = {}


def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = _NOISE.setdefault(tuple(x1.shape), torch.randn(x1.shape, generator=generator))
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% noise_from_one_seed : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=torch.Generator().manual_seed(7))
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% noise_from_one_seed : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=torch.Generator().manual_seed(7))
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% noise_and_times_of_one_state : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    twin = torch.Generator().set_state(generator.get_state())
    t = torch.rand(len(x1), generator=twin)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% noise_and_times_of_one_state : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    twin = torch.Generator().set_state(generator.get_state())
    t = torch.rand(len(x1), generator=twin)
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% times_sorted_by_data : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    t = (
        torch.rand(len(x1), generator=generator)
        .sort()
        .values[x1.reshape(len(x1), -1).sum(1).argsort().argsort()]
    )
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((u_theta(x_t, t) - (x1 - eps)) ** 2).mean()


# %% times_sorted_by_data : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    t = (
        torch.rand(len(x1), generator=generator)
        .sort()
        .values[x1.reshape(len(x1), -1).sum(1).argsort().argsort()]
    )
    eps = torch.randn(x1.shape, generator=generator)
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    x_t = (1 - time) * eps + time * x1
    return ((eps_theta(x_t, t) - eps) ** 2).mean()


# %% never_steps : train -> nothing_learned
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        loss = flow_matching_loss(model, batch, generator)
        optimiser.zero_grad()
        loss.backward()
    return model


# %% no_backward : train -> nothing_learned
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        loss = flow_matching_loss(model, batch, generator)
        optimiser.zero_grad()
        optimiser.step()
    return model


# %% another_model_trained : train -> nothing_learned
def train(model, data, num_iters, batch_size, learning_rate, generator):
    import copy

    given, model = model, copy.deepcopy(model)
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        loss = flow_matching_loss(model, batch, generator)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return given


# %% gradient_of_a_copy : train -> nothing_learned
def train(model, data, num_iters, batch_size, learning_rate, generator):
    import copy

    other = copy.deepcopy(model)
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        loss = flow_matching_loss(other, batch, generator)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% loss_made_anew : train -> nothing_learned
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        t = torch.rand(len(batch), generator=generator)
        eps = torch.randn(batch.shape, generator=generator)
        x_t = (1 - t[:, None]) * eps + t[:, None] * batch
        loss = torch.tensor(
            ((model(x_t, t) - (batch - eps)) ** 2).mean().item(), requires_grad=True
        )
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% detached_answer : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        t = torch.rand(len(batch), generator=generator)
        eps = torch.randn(batch.shape, generator=generator)
        x_t = (1 - t[:, None]) * eps + t[:, None] * batch
        loss = ((model(x_t, t).detach() - (batch - eps)) ** 2).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% zero_grad_after_backward : train -> nothing_learned
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        loss = flow_matching_loss(model, batch, generator)
        loss.backward()
        optimiser.zero_grad()
        optimiser.step()
    return model


# %% no_zero_grad : train -> gradients_added_up
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        loss = flow_matching_loss(model, batch, generator)
        loss.backward()
        optimiser.step()
    return model


# %% no_zero_grad_with_momentum : train -> gradients_added_up
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=0.9)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        flow_matching_loss(model, batch, generator).backward()
        optimiser.step()
    return model


# %% zero_grad_before_the_loop : train -> gradients_added_up
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.AdamW(model.parameters(), lr=learning_rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, max(1, num_iters))
    optimiser.zero_grad()
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        flow_matching_loss(model, batch, generator).backward()
        optimiser.step()
        schedule.step()
    return model


# %% climbs : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        loss = -flow_matching_loss(model, batch, generator)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% maximise : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate, maximize=True)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        loss = flow_matching_loss(model, batch, generator)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% learning_rate_ignored : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters())
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        loss = flow_matching_loss(model, batch, generator)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% learning_rate_a_hundredth : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate / 100)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        loss = flow_matching_loss(model, batch, generator)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% iterations_ignored : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(1000):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        loss = flow_matching_loss(model, batch, generator)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% one_iteration : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        loss = flow_matching_loss(model, batch, generator)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        break
    return model


# %% returned_inside_the_loop : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        loss = flow_matching_loss(model, batch, generator)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        return model


# %% target_reversed : train -> learned_the_reverse
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        t = torch.rand(len(batch), generator=generator)
        eps = torch.randn(batch.shape, generator=generator)
        x_t = (1 - t[:, None]) * eps + t[:, None] * batch
        loss = ((model(x_t, t) - (eps - batch)) ** 2).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% target_is_x1 : train -> learned_the_data
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        t = torch.rand(len(batch), generator=generator)
        eps = torch.randn(batch.shape, generator=generator)
        x_t = (1 - t[:, None]) * eps + t[:, None] * batch
        loss = ((model(x_t, t) - batch) ** 2).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% target_is_eps : train -> learned_the_noise
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        t = torch.rand(len(batch), generator=generator)
        eps = torch.randn(batch.shape, generator=generator)
        x_t = (1 - t[:, None]) * eps + t[:, None] * batch
        loss = ((model(x_t, t) - eps) ** 2).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% trained_with_epsilon_loss : train -> learned_the_noise
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        loss = epsilon_loss(model, batch, generator)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% target_is_the_rest : train -> learned_the_rest
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        t = torch.rand(len(batch), generator=generator)
        eps = torch.randn(batch.shape, generator=generator)
        x_t = (1 - t[:, None]) * eps + t[:, None] * batch
        loss = ((model(x_t, t) - (batch - x_t)) ** 2).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% fed_x1 : train -> learned_its_input
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        t = torch.rand(len(batch), generator=generator)
        eps = torch.randn(batch.shape, generator=generator)
        x_t = (1 - t[:, None]) * eps + t[:, None] * batch
        loss = ((model(batch, t) - (batch - eps)) ** 2).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% fed_eps : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        t = torch.rand(len(batch), generator=generator)
        eps = torch.randn(batch.shape, generator=generator)
        x_t = (1 - t[:, None]) * eps + t[:, None] * batch
        loss = ((model(eps, t) - (batch - eps)) ** 2).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% told_one_minus_t : train -> learned_opposite_times
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        t = torch.rand(len(batch), generator=generator)
        eps = torch.randn(batch.shape, generator=generator)
        x_t = (1 - t[:, None]) * eps + t[:, None] * batch
        loss = ((model(x_t, 1 - t) - (batch - eps)) ** 2).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% ends_exchanged : train -> learned_opposite_times
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        t = torch.rand(len(batch), generator=generator)
        eps = torch.randn(batch.shape, generator=generator)
        x_t = (1 - t[:, None]) * eps + t[:, None] * batch
        x_t = (1 - t[:, None]) * batch + t[:, None] * eps
        loss = ((model(x_t, t) - (batch - eps)) ** 2).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% told_zero : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        t = torch.rand(len(batch), generator=generator)
        eps = torch.randn(batch.shape, generator=generator)
        x_t = (1 - t[:, None]) * eps + t[:, None] * batch
        loss = ((model(x_t, 0 * t) - (batch - eps)) ** 2).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% one_time_for_ever : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        t = torch.rand(len(batch), generator=generator)
        eps = torch.randn(batch.shape, generator=generator)
        x_t = (1 - t[:, None]) * eps + t[:, None] * batch
        t = torch.full_like(t, 0.5)
        x_t = (eps + batch) / 2
        loss = ((model(x_t, t) - (batch - eps)) ** 2).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% noise_from_rand : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        t = torch.rand(len(batch), generator=generator)
        eps = torch.randn(batch.shape, generator=generator)
        x_t = (1 - t[:, None]) * eps + t[:, None] * batch
        eps = torch.rand(batch.shape, generator=generator)
        x_t = (1 - t[:, None]) * eps + t[:, None] * batch
        loss = ((model(x_t, t) - (batch - eps)) ** 2).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% no_noise : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        t = torch.rand(len(batch), generator=generator)
        eps = torch.randn(batch.shape, generator=generator)
        x_t = (1 - t[:, None]) * eps + t[:, None] * batch
        eps = 0 * eps
        x_t = t[:, None] * batch
        loss = ((model(x_t, t) - batch) ** 2).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% broadcast_in_the_loss : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        t = torch.rand(len(batch), generator=generator)
        eps = torch.randn(batch.shape, generator=generator)
        x_t = (1 - t[:, None]) * eps + t[:, None] * batch
        loss = ((model(x_t, t)[:, 0] - (batch - eps)) ** 2).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% first_batch_alone : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[:batch_size]
        loss = flow_matching_loss(model, batch, generator)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% last_batch_alone : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[-batch_size:]
        loss = flow_matching_loss(model, batch, generator)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% in_the_order_of_the_data : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[(_ * batch_size) % (len(data) - batch_size + 1) :][:batch_size]
        loss = flow_matching_loss(model, batch, generator)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% half_of_the_data : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data) // 2, (batch_size,), generator=generator)]
        loss = flow_matching_loss(model, batch, generator)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% global_generator : train -> global_generator
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,))]
        loss = flow_matching_loss(model, batch, generator)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% global_noise : train -> global_generator
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        t = torch.rand(len(batch), generator=generator)
        eps = torch.randn(batch.shape, generator=generator)
        x_t = (1 - t[:, None]) * eps + t[:, None] * batch
        eps = torch.randn_like(batch)
        x_t = (1 - t[:, None]) * eps + t[:, None] * batch
        loss = ((model(x_t, t) - (batch - eps)) ** 2).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% own_seed : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    generator = torch.Generator().manual_seed(0)
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        loss = flow_matching_loss(model, batch, generator)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% reseeded : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    generator.manual_seed(0)
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        loss = flow_matching_loss(model, batch, generator)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% data_changed_in_place : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    data -= data.mean(0)
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        loss = flow_matching_loss(model, batch, generator)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% data_shuffled_in_place : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    data[:] = data[torch.randperm(len(data), generator=generator)]
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        loss = flow_matching_loss(model, batch, generator)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% data_normalised : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    data = (data - data.mean(0)) / data.std(0)
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        loss = flow_matching_loss(model, batch, generator)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% nothing_returned : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        loss = flow_matching_loss(model, batch, generator)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()


# %% losses_returned : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        loss = flow_matching_loss(model, batch, generator)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return loss


# %% state_returned : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        loss = flow_matching_loss(model, batch, generator)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model.state_dict()


# %% a_network_of_its_own : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    model = torch.nn.Sequential(torch.nn.Linear(data.shape[1] + 1, data.shape[1]))
    return model


# %% only_the_last_layer : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(list(model.parameters())[-2:], lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        loss = flow_matching_loss(model, batch, generator)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% only_biases : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam([p for p in model.parameters() if p.ndim == 1], lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        loss = flow_matching_loss(model, batch, generator)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% iters_halved : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    opt = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range((num_iters + 1) // 2):
        loss = flow_matching_loss(
            model, data[torch.randint(len(data), (batch_size,), generator=generator)], generator
        )
        opt.zero_grad()
        loss.backward()
        opt.step()
    return model


# %% batch_of_16 : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    opt = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        loss = flow_matching_loss(
            model, data[torch.randint(len(data), (16,), generator=generator)], generator
        )
        opt.zero_grad()
        loss.backward()
        opt.step()
    return model


# %% whole_data_each_step : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    opt = torch.optim.Adam(model.parameters(), lr=learning_rate)
    data = data[::40]
    for _ in range(num_iters):
        loss = flow_matching_loss(model, data, generator)
        opt.zero_grad()
        loss.backward()
        opt.step()
    return model


# %% axes_mixed : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    opt = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        x1 = data[torch.randint(len(data), (batch_size,), generator=generator)]
        t = torch.rand(batch_size, generator=generator)
        eps = torch.randn(x1.shape, generator=generator)
        v = model((1 - t[:, None]) * eps + t[:, None] * x1, t)
        loss = ((v.flip(1) - (x1 - eps)) ** 2).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
    return model


# %% first_axis_only : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    opt = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        x1 = data[torch.randint(len(data), (batch_size,), generator=generator)]
        t = torch.rand(batch_size, generator=generator)
        eps = torch.randn(x1.shape, generator=generator)
        v = model((1 - t[:, None]) * eps + t[:, None] * x1, t)
        loss = ((v[:, 0] - (x1 - eps)[:, 0]) ** 2).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
    return model


# %% indices_by_entry : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    opt = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        x1 = data.gather(
            0, torch.randint(len(data), (batch_size, data.shape[1]), generator=generator)
        )
        loss = flow_matching_loss(model, x1, generator)
        opt.zero_grad()
        loss.backward()
        opt.step()
    return model


# %% batch_size_fixed_128 : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    batch_size = 128
    opt = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        x1 = data[torch.randint(len(data), (batch_size,), generator=generator)]
        t = torch.rand(batch_size, generator=generator)
        eps = torch.randn(x1.shape, generator=generator)
        loss = ((model((1 - t[:, None]) * eps + t[:, None] * x1, t) - (x1 - eps)) ** 2).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
    return model


# %% one_fixed_batch : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    opt = torch.optim.Adam(model.parameters(), lr=learning_rate)
    x1 = data[torch.randint(len(data), (batch_size,), generator=generator)]
    for _ in range(num_iters):
        t = torch.rand(batch_size, generator=generator)
        eps = torch.randn(x1.shape, generator=generator)
        loss = ((model((1 - t[:, None]) * eps + t[:, None] * x1, t) - (x1 - eps)) ** 2).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
    return model


# %% first_rows_only : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    opt = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        x1 = data[torch.randint(len(data) * 4 // 5, (batch_size,), generator=generator)]
        t = torch.rand(batch_size, generator=generator)
        eps = torch.randn(x1.shape, generator=generator)
        loss = ((model((1 - t[:, None]) * eps + t[:, None] * x1, t) - (x1 - eps)) ** 2).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
    return model


# %% early_times_only : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    opt = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        x1 = data[torch.randint(len(data), (batch_size,), generator=generator)]
        t = 0.5 * torch.rand(batch_size, generator=generator)
        eps = torch.randn(x1.shape, generator=generator)
        loss = ((model((1 - t[:, None]) * eps + t[:, None] * x1, t) - (x1 - eps)) ** 2).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
    return model


# %% noise_of_0_7 : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    opt = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        x1 = data[torch.randint(len(data), (batch_size,), generator=generator)]
        t = torch.rand(batch_size, generator=generator)
        eps = 0.7 * torch.randn(x1.shape, generator=generator)
        loss = ((model((1 - t[:, None]) * eps + t[:, None] * x1, t) - (x1 - eps)) ** 2).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
    return model


# %% one_noise_for_D : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    opt = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        x1 = data[torch.randint(len(data), (batch_size,), generator=generator)]
        t = torch.rand(batch_size, generator=generator)
        eps = torch.randn(batch_size, 1, generator=generator)
        loss = ((model((1 - t[:, None]) * eps + t[:, None] * x1, t) - (x1 - eps)) ** 2).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
    return model


# %% off_by_one_iters : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    opt = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters - 1):
        x1 = data[torch.randint(len(data), (batch_size,), generator=generator)]
        t = torch.rand(batch_size, generator=generator)
        eps = torch.randn(x1.shape, generator=generator)
        loss = ((model((1 - t[:, None]) * eps + t[:, None] * x1, t) - (x1 - eps)) ** 2).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
    return model


# %% two_hundred_rows : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    data = data[torch.randperm(len(data), generator=generator)[:200]]
    opt = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        x1 = data[torch.randint(len(data), (batch_size,), generator=generator)]
        t = torch.rand(batch_size, generator=generator)
        eps = torch.randn(x1.shape, generator=generator)
        error = model((1 - t[:, None]) * eps + t[:, None] * x1, t) - (x1 - eps)
        loss = (error**2).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
    return model


# %% first_sample_of_a_batch : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    opt = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        x1 = data[torch.randint(len(data), (batch_size,), generator=generator)]
        t = torch.rand(batch_size, generator=generator)
        eps = torch.randn(x1.shape, generator=generator)
        error = model((1 - t[:, None]) * eps + t[:, None] * x1, t) - (x1 - eps)
        loss = (error[0] ** 2).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
    return model


# %% absolute_error : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    opt = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        x1 = data[torch.randint(len(data), (batch_size,), generator=generator)]
        t = torch.rand(batch_size, generator=generator)
        eps = torch.randn(x1.shape, generator=generator)
        error = model((1 - t[:, None]) * eps + t[:, None] * x1, t) - (x1 - eps)
        loss = error.abs().mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
    return model


# %% huber : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    opt = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        x1 = data[torch.randint(len(data), (batch_size,), generator=generator)]
        t = torch.rand(batch_size, generator=generator)
        eps = torch.randn(x1.shape, generator=generator)
        error = model((1 - t[:, None]) * eps + t[:, None] * x1, t) - (x1 - eps)
        loss = torch.nn.functional.huber_loss(error, torch.zeros_like(error))
        opt.zero_grad()
        loss.backward()
        opt.step()
    return model


# %% learning_rate_of_a_ten_thousandth_at_least : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    opt = torch.optim.Adam(model.parameters(), lr=max(learning_rate, 1e-4))
    for _ in range(num_iters):
        loss = flow_matching_loss(
            model, data[torch.randint(len(data), (batch_size,), generator=generator)], generator
        )
        opt.zero_grad()
        loss.backward()
        opt.step()
    return model


# %% times_drawn_once : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    opt = torch.optim.Adam(model.parameters(), lr=learning_rate)
    t = torch.rand(batch_size, generator=generator)
    for _ in range(num_iters):
        x1 = data[torch.randint(len(data), (batch_size,), generator=generator)]
        eps = torch.randn(x1.shape, generator=generator)
        loss = ((model((1 - t[:, None]) * eps + t[:, None] * x1, t) - (x1 - eps)) ** 2).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
    return model


# %% batches_of_neighbours : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        last = len(data) - batch_size + 1
        start = int(torch.randint(last, (1,), generator=generator))
        x1 = data[start : start + batch_size]
        t = torch.rand(batch_size, generator=generator)
        eps = torch.randn(x1.shape, generator=generator)
        x_t = (1 - t[:, None]) * eps + t[:, None] * x1
        loss = ((model(x_t, t) - (x1 - eps)) ** 2).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% ten_times_in_training : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        x1 = data[torch.randint(len(data), (batch_size,), generator=generator)]
        t = torch.randint(10, (batch_size,), generator=generator) / 10
        eps = torch.randn(x1.shape, generator=generator)
        x_t = (1 - t[:, None]) * eps + t[:, None] * x1
        loss = ((model(x_t, t) - (x1 - eps)) ** 2).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% no_early_times_in_training : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        x1 = data[torch.randint(len(data), (batch_size,), generator=generator)]
        t = 0.2 + 0.8 * torch.rand(batch_size, generator=generator)
        eps = torch.randn(x1.shape, generator=generator)
        x_t = (1 - t[:, None]) * eps + t[:, None] * x1
        loss = ((model(x_t, t) - (x1 - eps)) ** 2).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% no_late_times_in_training : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        x1 = data[torch.randint(len(data), (batch_size,), generator=generator)]
        t = 0.8 * torch.rand(batch_size, generator=generator)
        eps = torch.randn(x1.shape, generator=generator)
        x_t = (1 - t[:, None]) * eps + t[:, None] * x1
        loss = ((model(x_t, t) - (x1 - eps)) ** 2).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% seeded_far_from_its_own_seed : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    generator.manual_seed(generator.initial_seed() + 1_000_003)
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        batch = data[torch.randint(len(data), (batch_size,), generator=generator)]
        loss = flow_matching_loss(model, batch, generator)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% small_noise_in_training : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        x1 = data[torch.randint(len(data), (batch_size,), generator=generator)]
        t = torch.rand(batch_size, generator=generator)
        eps = 0.8 * torch.randn(x1.shape, generator=generator)
        x_t = (1 - t[:, None]) * eps + t[:, None] * x1
        loss = ((model(x_t, t) - (x1 - eps)) ** 2).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% moved_noise_in_training : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        x1 = data[torch.randint(len(data), (batch_size,), generator=generator)]
        t = torch.rand(batch_size, generator=generator)
        eps = torch.randn(x1.shape, generator=generator) + 0.4
        x_t = (1 - t[:, None]) * eps + t[:, None] * x1
        loss = ((model(x_t, t) - (x1 - eps)) ** 2).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% uniform_noise_in_training : train
def train(model, data, num_iters, batch_size, learning_rate, generator):
    optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(num_iters):
        x1 = data[torch.randint(len(data), (batch_size,), generator=generator)]
        t = torch.rand(batch_size, generator=generator)
        eps = 3**0.5 * (2 * torch.rand(x1.shape, generator=generator) - 1)
        x_t = (1 - t[:, None]) * eps + t[:, None] * x1
        loss = ((model(x_t, t) - (x1 - eps)) ** 2).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% noise_from_a_seed_of_its_own : flow_matching_loss
def flow_matching_loss(u_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=torch.Generator().manual_seed(0))
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    return ((u_theta((1 - time) * eps + time * x1, t) - (x1 - eps)) ** 2).mean()


# %% noise_from_a_seed_of_its_own : epsilon_loss
def epsilon_loss(eps_theta, x1, generator):
    t = torch.rand(len(x1), generator=generator)
    eps = torch.randn(x1.shape, generator=torch.Generator().manual_seed(42))
    time = t.reshape(-1, *[1] * (x1.ndim - 1))
    return ((eps_theta((1 - time) * eps + time * x1, t) - eps) ** 2).mean()
