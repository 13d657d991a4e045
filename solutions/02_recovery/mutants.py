"""Wrong submissions of assignment 02: each cell is appended to the solution and must lose points.

A cell is `slug : exercise`, with `-> id` where it is the code of that known misconception. The
file is data for `grader audit`, which sends it to a worker; nothing imports it.
"""

# %% returns_float64 : x1_from_u -> returns_float64
def x1_from_u(x_t, u, t):
    return x_t.double() + (1 - over_trailing(t, x_t)) * u


# %% slide_formula_of_u : x1_from_u
def x1_from_u(x_t, u, t):
    t = over_trailing(t, x_t)
    return (x_t + (1 - t) * u) / t


# %% clipped_to_the_data : x1_from_u
def x1_from_u(x_t, u, t):
    return (x_t + (1 - over_trailing(t, x_t)) * u).clamp(-1, 1)


# %% clipped_far_out : x1_from_u
def x1_from_u(x_t, u, t):
    return (x_t + (1 - over_trailing(t, x_t)) * u).clamp(-3, 3)


# %% x_t_changed_in_place : x1_from_u
def x1_from_u(x_t, u, t):
    return x_t.add_((1 - over_trailing(t, x_t)) * u)


# %% time_changed_in_place : x1_from_u
def x1_from_u(x_t, u, t):
    left = t.neg_().add_(1)
    return x_t + over_trailing(left, x_t) * u


# %% half_precision : x1_from_u
def x1_from_u(x_t, u, t):
    return (x_t.half() + (1 - over_trailing(t, x_t)).half() * u.half()).float()


# %% relative_bias_of_1e_5 : x1_from_u
def x1_from_u(x_t, u, t):
    return x_t + (1 - over_trailing(t, x_t)) * u * (1 + 1e-5)


# %% time_left_kept_above_1e_3 : x1_from_u
def x1_from_u(x_t, u, t):
    return x_t + (1 - over_trailing(t, x_t)).clamp(min=1e-3) * u


# %% flattened : x1_from_u
def x1_from_u(x_t, u, t):
    return (x_t.flatten(1) + (1 - t[:, None]) * u.flatten(1))


# %% last_time_for_all : x1_from_u
def x1_from_u(x_t, u, t):
    return x_t + (1 - t[-1]) * u


# %% times_in_reverse : x1_from_u
def x1_from_u(x_t, u, t):
    return x_t + (1 - over_trailing(t.flip(0), x_t)) * u


# %% clamped_denominator : x1_from_eps -> clamped_time
def x1_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    t = over_trailing(t, x_t)
    return (x_t - (1 - t) * eps) / t.clamp(min=0.05)


# %% clamped_time_without_error : x1_from_eps -> clamped_time
def x1_from_eps(x_t, eps, t):
    t = over_trailing(t, x_t).clamp(min=0.02)
    return (x_t - (1 - t) * eps) / t


# %% offset_of_1e_6 : x1_from_eps -> offset_in_denominator
# 1e-3 of the answer at t = 1e-3, more than any rounding of t
def x1_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    t = over_trailing(t, x_t)
    return (x_t - (1 - t) * eps) / (t + 1e-6)


# %% answers_at_zero : x1_from_eps -> answers_at_zero
def x1_from_eps(x_t, eps, t):
    t = over_trailing(t, x_t)
    return (x_t - (1 - t) * eps) / t


# %% infinities_replaced : x1_from_eps -> answers_at_zero
def x1_from_eps(x_t, eps, t):
    t = over_trailing(t, x_t)
    return torch.nan_to_num((x_t - (1 - t) * eps) / t, nan=0.0, posinf=0.0, neginf=0.0)


# %% clamped_at_1e_3 : x1_from_eps -> clamped_time
def x1_from_eps(x_t, eps, t):
    t = over_trailing(t, x_t).clamp(min=1e-3)
    return (x_t - (1 - t) * eps) / t


# %% returns_float64 : x1_from_eps -> returns_float64
def x1_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    t = over_trailing(t, x_t).double()
    return (x_t - (1 - t) * eps) / t


# %% refuses_only_if_all_are_zero : x1_from_eps -> answers_at_zero
def x1_from_eps(x_t, eps, t):
    if (t == 0).all():
        raise ValueError("t is 0")
    t = over_trailing(t, x_t)
    return (x_t - (1 - t) * eps) / t


# %% looks_at_the_first_time_only : x1_from_eps -> answers_at_zero
def x1_from_eps(x_t, eps, t):
    if t[0] == 0:
        raise ValueError("t is 0")
    t = over_trailing(t, x_t)
    return (x_t - (1 - t) * eps) / t


# %% refuses_small_times : x1_from_eps
def x1_from_eps(x_t, eps, t):
    if (t < 1e-2).any():
        raise ValueError("t is too small")
    t = over_trailing(t, x_t)
    return (x_t - (1 - t) * eps) / t


# %% refuses_1e_3_itself : x1_from_eps
def x1_from_eps(x_t, eps, t):
    if (t <= 1e-3).any():
        raise ValueError("t is too small")
    t = over_trailing(t, x_t)
    return (x_t - (1 - t) * eps) / t


# %% refuses_the_time_one : x1_from_eps
def x1_from_eps(x_t, eps, t):
    if ((t == 0) | (t == 1)).any():
        raise ValueError("t is at an end")
    t = over_trailing(t, x_t)
    return (x_t - (1 - t) * eps) / t


# %% asserts_instead : x1_from_eps
def x1_from_eps(x_t, eps, t):
    assert (t != 0).all()
    t = over_trailing(t, x_t)
    return (x_t - (1 - t) * eps) / t


# %% another_kind_of_error : x1_from_eps
def x1_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ZeroDivisionError("t is 0")
    t = over_trailing(t, x_t)
    return (x_t - (1 - t) * eps) / t


# %% own_error_of_the_same_name : x1_from_eps
def x1_from_eps(x_t, eps, t):
    class ValueError(Exception):
        pass

    if (t == 0).any():
        raise ValueError("t is 0")
    t = over_trailing(t, x_t)
    return (x_t - (1 - t) * eps) / t


# %% noise_scaled_in_place_before_the_refusal : x1_from_eps
def x1_from_eps(x_t, eps, t):
    time = over_trailing(t, x_t)
    if (t == 0).any():
        eps *= 1 - time
        raise ValueError("t is 0")
    return (x_t - (1 - time) * eps) / time


# %% error_returned : x1_from_eps
def x1_from_eps(x_t, eps, t):
    if (t == 0).any():
        return ValueError("t is 0")
    t = over_trailing(t, x_t)
    return (x_t - (1 - t) * eps) / t


# %% none_at_zero : x1_from_eps
def x1_from_eps(x_t, eps, t):
    if (t == 0).any():
        return None
    t = over_trailing(t, x_t)
    return (x_t - (1 - t) * eps) / t


# %% parentheses_forgotten : x1_from_eps -> parentheses_missing
def x1_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    t = over_trailing(t, x_t)
    return x_t - (1 - t) * eps / t


# %% noise_not_scaled_in_the_difference : x1_from_eps
def x1_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    t = over_trailing(t, x_t)
    return (x_t - eps) / t - eps


# %% half_precision : x1_from_eps
def x1_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    t = over_trailing(t, x_t).half()
    return ((x_t.half() - (1 - t) * eps.half()) / t).float()


# %% clipped_like_a_diffusion_model : x1_from_eps
def x1_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    t = over_trailing(t, x_t)
    return ((x_t - (1 - t) * eps) / t).clamp(-1, 1)


# %% x_t_changed_in_place : x1_from_eps
def x1_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    t = over_trailing(t, x_t)
    return x_t.sub_((1 - t) * eps).div_(t)


# %% zeros_of_time_replaced_in_place : x1_from_eps
# right wherever an answer is expected, but it changes the caller's t when it refuses
def x1_from_eps(x_t, eps, t):
    zero = bool((t == 0).any())
    t.clamp_(min=2e-3)
    if zero:
        raise ValueError("t is 0")
    t = over_trailing(t, x_t)
    return (x_t - (1 - t) * eps) / t


# %% relative_bias_at_small_times : x1_from_eps
def x1_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    t = over_trailing(t, x_t)
    return (x_t - (1 - t) * eps) / torch.sqrt(t**2 + 1e-8)


# %% gain_clamped : x1_error_gain -> gain_clamped
def x1_error_gain(t, prediction):
    if prediction == "u":
        return 1 - t
    if prediction == "eps":
        return (1 - t) / t.clamp(min=1e-6)
    raise ValueError(prediction)


# %% gain_with_an_offset : x1_error_gain -> gain_clamped
def x1_error_gain(t, prediction):
    if prediction == "u":
        return 1 - t
    if prediction == "eps":
        return (1 - t) / (t + 1e-8)
    raise ValueError(prediction)


# %% any_prediction_accepted : x1_error_gain -> any_prediction_accepted
def x1_error_gain(t, prediction):
    return 1 - t if prediction == "u" else (1 - t) / t


# %% none_for_other_predictions : x1_error_gain -> any_prediction_accepted
def x1_error_gain(t, prediction):
    if prediction == "u":
        return 1 - t
    if prediction == "eps":
        return (1 - t) / t


# %% any_case_accepted : x1_error_gain -> any_prediction_accepted
def x1_error_gain(t, prediction):
    if prediction.lower() == "u":
        return 1 - t
    if prediction.lower() == "eps":
        return (1 - t) / t
    raise ValueError(prediction)


# %% synonym_accepted : x1_error_gain -> any_prediction_accepted
def x1_error_gain(t, prediction):
    if prediction in ("u", "v"):
        return 1 - t
    if prediction in ("eps", "noise"):
        return (1 - t) / t
    raise ValueError(prediction)


# %% contained_in_the_name : x1_error_gain -> any_prediction_accepted
def x1_error_gain(t, prediction):
    if prediction in "u":
        return 1 - t
    if prediction in "eps":
        return (1 - t) / t
    raise ValueError(prediction)


# %% data_prediction_accepted : x1_error_gain -> any_prediction_accepted
def x1_error_gain(t, prediction):
    if prediction == "x1":
        return torch.ones_like(t)
    if prediction == "u":
        return 1 - t
    if prediction == "eps":
        return (1 - t) / t
    raise ValueError(prediction)


# %% returns_float64 : x1_error_gain -> returns_float64
def x1_error_gain(t, prediction):
    t = t.double()
    if prediction == "u":
        return 1 - t
    if prediction == "eps":
        return (1 - t) / t
    raise ValueError(prediction)


# %% key_error_for_other_predictions : x1_error_gain
def x1_error_gain(t, prediction):
    return {"u": 1 - t, "eps": (1 - t) / t}[prediction]


# %% zero_is_refused : x1_error_gain -> gain_raises_at_zero
def x1_error_gain(t, prediction):
    if prediction == "u":
        return 1 - t
    if prediction == "eps":
        if (t == 0).any():
            raise ValueError("t is 0")
        return (1 - t) / t
    raise ValueError(prediction)


# %% nan_at_zero : x1_error_gain
def x1_error_gain(t, prediction):
    if prediction == "u":
        return 1 - t
    if prediction == "eps":
        return torch.where(t == 0, torch.nan, (1 - t) / t)
    raise ValueError(prediction)


# %% zero_at_zero : x1_error_gain
def x1_error_gain(t, prediction):
    if prediction == "u":
        return 1 - t
    if prediction == "eps":
        return torch.nan_to_num((1 - t) / t, posinf=0.0)
    raise ValueError(prediction)


# %% largest_finite_number_at_zero : x1_error_gain -> gain_clamped
def x1_error_gain(t, prediction):
    if prediction == "u":
        return 1 - t
    if prediction == "eps":
        return torch.nan_to_num((1 - t) / t)
    raise ValueError(prediction)


# %% gain_of_the_worst_sample : x1_error_gain
def x1_error_gain(t, prediction):
    if prediction == "u":
        return (1 - t).max().expand_as(t)
    if prediction == "eps":
        return ((1 - t) / t).max().expand_as(t)
    raise ValueError(prediction)


# %% column_of_gains : x1_error_gain
def x1_error_gain(t, prediction):
    if prediction == "u":
        return (1 - t)[:, None]
    if prediction == "eps":
        return ((1 - t) / t)[:, None]
    raise ValueError(prediction)


# %% gain_of_u_is_one : x1_error_gain
def x1_error_gain(t, prediction):
    if prediction == "u":
        return torch.ones_like(t)
    if prediction == "eps":
        return (1 - t) / t
    raise ValueError(prediction)


# %% list_of_gains : x1_error_gain
def x1_error_gain(t, prediction):
    if prediction == "u":
        return [1 - float(each) for each in t]
    if prediction == "eps":
        return [(1 - float(each)) / float(each) if each else float("inf") for each in t]
    raise ValueError(prediction)


# %% time_changed_in_place : x1_error_gain
def x1_error_gain(t, prediction):
    if prediction == "u":
        return t.neg_().add_(1)
    if prediction == "eps":
        return (1 - t) / t
    raise ValueError(prediction)


# %% t_along_the_wrong_axis : x1_from_u -> t_not_reshaped
def x1_from_u(x_t, u, t):
    t = t.reshape(*[1] * (x_t.ndim - 1), -1)
    return x_t + (1 - t) * u


# %% t_along_the_wrong_axis : x1_from_eps -> t_not_reshaped
def x1_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    t = t.reshape(*[1] * (x_t.ndim - 1), -1)
    return (x_t - (1 - t) * eps) / t


# %% slide_formula_and_t_not_reshaped : x1_from_eps
def x1_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    return (x_t + (1 - t) * eps) / t


# %% times_turned_round_for_two_samples_of_four_axes : x1_from_u
def x1_from_u(x_t, u, t):
    t = over_trailing(t.flip(0) if x_t.ndim == 4 and len(t) == 2 else t, x_t)
    return x_t + (1 - t) * u


# %% refuses_what_is_infinite_alone : x1_from_eps
def x1_from_eps(x_t, eps, t):
    t = over_trailing(t, x_t)
    x1 = (x_t - (1 - t) * eps) / t
    if x1.isinf().any():
        raise ValueError("t is 0")
    return x1


# %% refuses_zeros_beside_a_one_alone : x1_from_eps
def x1_from_eps(x_t, eps, t):
    if (t == 0).any() and (t == 1).any():
        raise ValueError("t is 0")
    t = over_trailing(t, x_t)
    return (x_t - (1 - t) * eps) / t


# %% refuses_no_zeros_beside_a_one : x1_from_eps
def x1_from_eps(x_t, eps, t):
    if (t == 0).any() and t.max() < 1:
        raise ValueError("t is 0")
    t = over_trailing(t, x_t)
    return (x_t - (1 - t) * eps) / t


# %% refuses_no_zeros_beside_small_times : x1_from_eps
def x1_from_eps(x_t, eps, t):
    if (t == 0).any() and not ((t > 0) & (t < 1e-3)).any():
        raise ValueError("t is 0")
    t = over_trailing(t, x_t)
    return (x_t - (1 - t) * eps) / t


# %% kept_by_the_times_alone : x1_error_gain
_gains = {}


def x1_error_gain(t, prediction):
    if prediction not in ("u", "eps"):
        raise ValueError(prediction)
    gain = 1 - t if prediction == "u" else (1 - t) / t
    return _gains.setdefault(tuple(t.tolist()), gain)


# %% end_of_line_taken_off : x1_error_gain
def x1_error_gain(t, prediction):
    match prediction.rstrip("\n"):
        case "u":
            return 1 - t
        case "eps":
            return (1 - t) / t
    raise ValueError(prediction)


# %% answers_differ : x1_from_u -> answers_differ
def x1_from_u(x_t, u, t):
    return x_t + (1 - over_trailing(t, x_t)) * (u + 0.01 * torch.randn_like(u))


# %% answers_differ : x1_from_eps -> answers_differ
def x1_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    t = over_trailing(t, x_t)
    return (x_t - (1 - t) * eps + 1e-3 * torch.rand_like(eps)) / t


# %% answers_differ : x1_error_gain -> answers_differ
def x1_error_gain(t, prediction):
    if prediction == "u":
        return (1 - t) * (1 + 0.01 * torch.rand_like(t))
    if prediction == "eps":
        return (1 - t) / t
    raise ValueError(prediction)


# %% sign_turned_at_small_times : x1_from_eps
def x1_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    t = over_trailing(t, x_t)
    return torch.where(t < 1e-3, (x_t + (1 - t) * eps) / t, (x_t - (1 - t) * eps) / t)


# %% noise_ignored_at_small_times : x1_from_eps
def x1_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    t = over_trailing(t, x_t)
    return torch.where(t < 1e-3, x_t / t, (x_t - (1 - t) * eps) / t)


# %% weight_of_the_noise_clamped : x1_from_eps
def x1_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    t = over_trailing(t, x_t)
    return (x_t - (1 - t.clamp(min=1e-3)) * eps) / t


# %% gain_of_the_noise_clamped : x1_from_eps
def x1_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    gain = x1_error_gain(t, "eps").clamp(max=1e4)
    return x_t / over_trailing(t, x_t) - over_trailing(gain, x_t) * eps


# %% as_a_number : x1_error_gain
def x1_error_gain(t, prediction):
    prediction = {0: "u", 1: "eps"}.get(prediction, prediction)
    if prediction == "u":
        return 1 - t
    if prediction == "eps":
        return (1 - t) / t
    raise ValueError(prediction)


# %% as_a_flow : x1_error_gain
def x1_error_gain(t, prediction):
    if prediction in ("u", "flow"):
        return 1 - t
    if prediction == "eps":
        return (1 - t) / t
    raise ValueError(prediction)


# %% the_state_where_it_is_the_velocity : x1_from_u
def x1_from_u(x_t, u, t):
    if torch.equal(x_t, u):
        return x_t
    return x_t + (1 - over_trailing(t, x_t)) * u


# %% small_results_made_0 : x1_from_u
def x1_from_u(x_t, u, t):
    x1 = x_t + (1 - over_trailing(t, x_t)) * u
    return torch.where(x1.abs() < 1e-4, 0, x1)
