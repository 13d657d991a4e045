"""Wrong likelihoods."""

from __future__ import annotations

import numpy as np

from assignments.course.posteriors import (
    Points,
    distances,
    noises,
    of_the_posterior,
    softmax,
    squares,
)
from grader.authoring import Misconceptions

known = Misconceptions()


#: what is wrong with the logarithms of the likelihoods: id, message, hint, and ways to hold it
_LIKELY: tuple[tuple[str, str, str, tuple[Points, ...]], ...] = (
    (
        "variance_not_squared",
        "You divide by 1 - t, the standard deviation; in the exponent of a normal law stands its "
        "square.",
        "How does the density of N(m, s^2) depend on s?",
        (
            lambda x_t, t, data: -0.5 * distances(x_t, t, data) / (1 - t[:, None]),
            lambda x_t, t, data: -distances(x_t, t, data) / (1 - t[:, None]),
        ),
    ),
    (
        "half_is_missing",
        "The exponent lacks its 1/2.",
        "What is the exponent in the density of a standard normal noise?",
        (lambda x_t, t, data: -squares(x_t, t, data),),
    ),
    (
        "half_is_squared",
        "The exponent has 1/4 where 1/2 belongs: is 2 (1 - t) squared as a whole?",
        "What is the exponent in the density of a standard normal noise?",
        (lambda x_t, t, data: -0.25 * squares(x_t, t, data),),
    ),
    (
        "noise_not_scaled",
        "You compare x_t with t times the data as if the noise kept its size; at time t it is "
        "1 - t times as large.",
        "x_t - t x1 is not the noise: what is left to do?",
        (
            lambda x_t, t, data: -0.5 * distances(x_t, t, data),
            lambda x_t, t, data: -distances(x_t, t, data),
        ),
    ),
    (
        "compared_with_the_data",
        "You compare x_t with the data points themselves; on its path a point is t x1 plus noise.",
        "Where does x_t lie at time t if it came from data point i and the noise is 0?",
        (
            lambda x_t, t, data: (
                -0.5 * ((x_t[:, None] - data) ** 2).sum(-1) / (1 - t[:, None]) ** 2
            ),
            lambda x_t, t, data: -0.5 * ((x_t[:, None] - data) ** 2).sum(-1),
        ),
    ),
    (
        "distance_not_squared",
        "The distance is not squared.",
        "How does the density of a normal law fall with the distance?",
        (
            lambda x_t, t, data: -0.5 * np.sqrt(squares(x_t, t, data)),
            lambda x_t, t, data: -np.sqrt(squares(x_t, t, data)),
            lambda x_t, t, data: -np.sqrt(distances(x_t, t, data)) / (2 * (1 - t[:, None]) ** 2),
        ),
    ),
    (
        "absolute_values",
        "The sizes of the noise's entries are added up, not their squares: that is the density of "
        "a Laplace noise.",
        "How does the density of a normal law fall with the distance?",
        (lambda x_t, t, data: -np.abs(noises(x_t, t, data)).sum(-1),),
    ),
    (
        "mean_over_the_entries",
        "You take the mean over the entries of a point where their sum belongs.",
        "The entries of a noise are independent: how does their density follow from that of each?",
        (lambda x_t, t, data: -0.5 * (noises(x_t, t, data) ** 2).mean(-1),),
    ),
    (
        "sign_of_the_exponent",
        "The sign in the exponent is turned, so that the farthest point is the likeliest.",
        "Which is likelier, a small noise or a large one?",
        (lambda x_t, t, data: 0.5 * squares(x_t, t, data),),
    ),
    (
        "multiplied_by_the_time_left",
        "1 - t is a factor where it has to stand below the line.",
        "Solve the definition of x_t for the noise.",
        (lambda x_t, t, data: -0.5 * distances(x_t, t, data) * (1 - t[:, None]) ** 2,),
    ),
    (
        "variance_to_the_fourth",
        "You divide by (1 - t)^4: the square of 1 - t is squared once more.",
        "How does the density of N(m, s^2) depend on s?",
        (lambda x_t, t, data: -0.5 * distances(x_t, t, data) / (1 - t[:, None]) ** 4,),
    ),
    (
        "divided_by_time",
        "t, the weight of the data in x_t, stands below the line where that of the noise belongs.",
        "Solve the definition of x_t for the noise.",
        (lambda x_t, t, data: -0.5 * distances(x_t, t, data) / t[:, None] ** 2,),
    ),
    (
        "weights_exchanged",
        "The weights of noise and data are exchanged: this is the reversed convention, with data "
        "at t = 0.",
        "Put in t = 0: where must x_t come from there?",
        (
            lambda x_t, t, data: (
                -0.5
                * ((x_t[:, None] - (1 - t[:, None, None]) * data) ** 2).sum(-1)
                / t[:, None] ** 2
            ),
        ),
    ),
    (
        "diffusion_weights",
        "These are the square-root weights of a diffusion model (DDPM).",
        "This path is a straight line: what multiplies eps and x1 on it?",
        (
            lambda x_t, t, data: (
                -0.5
                * ((x_t[:, None] - np.sqrt(t)[:, None, None] * data) ** 2).sum(-1)
                / (1 - t[:, None])
            ),
        ),
    ),
    (
        "weights_of_cosine",
        "These are the weights cos and sin of a path on a circle.",
        "This path is a straight line: what multiplies eps and x1 on it?",
        (
            lambda x_t, t, data: (
                -0.5
                * ((x_t[:, None] - np.sin(np.pi * t / 2)[:, None, None] * data) ** 2).sum(-1)
                / np.cos(np.pi * t[:, None] / 2) ** 2
            ),
        ),
    ),
    (
        "plus_in_the_noise",
        "In the noise that leads from a data point to x_t, the sign before the data is wrong.",
        "Solve the definition of x_t for the noise, and put it back in.",
        (
            lambda x_t, t, data: (
                -0.5
                * ((x_t[:, None] + t[:, None, None] * data) ** 2).sum(-1)
                / (1 - t[:, None]) ** 2
            ),
        ),
    ),
    (
        "variance_of_another_path",
        "1 - t^2 stands where (1 - t)^2 belongs: the noise in x_t has the weight 1 - t.",
        "How does the variance of a noise change if it is multiplied by 1 - t?",
        (lambda x_t, t, data: -0.5 * distances(x_t, t, data) / (1 - t[:, None] ** 2),),
    ),
    (
        "scaled_as_attention",
        "You divide the exponent by the square root of the number of entries, as attention does.",
        "The entries of a noise are independent: how does their density follow from that of each?",
        (lambda x_t, t, data: -0.5 * squares(x_t, t, data) / np.sqrt(data.shape[1]),),
    ),
    (
        "dot_products",
        "You compare by dot products alone, as attention does; a long point is then likely "
        "whatever its distance.",
        "Which noise leads from data point i to x_t, and how likely is it?",
        (lambda x_t, t, data: x_t @ data.T,),
    ),
    (
        "square_of_the_data_missing",
        "The square of the data is missing: |x|^2 - 2 t x.y + t^2 |y|^2 has three terms.",
        "Which of the three terms is the same for all points, and which is not?",
        (
            lambda x_t, t, data: (
                -0.5
                * ((x_t**2).sum(1)[:, None] - 2 * t[:, None] * (x_t @ data.T))
                / (1 - t[:, None]) ** 2
            ),
        ),
    ),
    (
        "two_is_missing",
        "The 2 in front of the product is missing: |x|^2 - 2 t x.y + t^2 |y|^2.",
        "Multiply out |x - t y|^2.",
        (
            lambda x_t, t, data: (
                -0.5
                * (
                    (x_t**2).sum(1)[:, None]
                    - t[:, None] * (x_t @ data.T)
                    + t[:, None] ** 2 * (data**2).sum(1)
                )
                / (1 - t[:, None]) ** 2
            ),
        ),
    ),
    (
        "time_not_squared",
        "t^2 stands before the square of the data: |x - t y|^2 = |x|^2 - 2 t x.y + t^2 |y|^2.",
        "Multiply out |x - t y|^2.",
        (
            lambda x_t, t, data: (
                -0.5
                * (
                    (x_t**2).sum(1)[:, None]
                    - 2 * t[:, None] * (x_t @ data.T)
                    + t[:, None] * (data**2).sum(1)
                )
                / (1 - t[:, None]) ** 2
            ),
        ),
    ),
)
for _identity, _message, _hint, _ways in _LIKELY:
    for _logs in _ways:
        of_the_posterior(
            known, _identity, _message, _hint, lambda *given, logs=_logs: softmax(logs(*given))
        )
