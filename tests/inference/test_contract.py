"""What we rely on of nutpie beyond its documentation."""

from __future__ import annotations

from dataclasses import fields

from nutpie.compile_pymc import CompiledPyMCModel


def test_compiled_model_still_has_the_fields_we_fill() -> None:
    required = {
        "dims", "_n_dim", "_coords", "_shapes", "compiled_logp_func", "compiled_expand_func",
        "initial_point_func", "shared_data", "shared_var_keys", "user_data", "n_expanded",
        "shape_info", "logp_func", "expand_func",
    }  # fmt: skip
    present = {field.name for field in fields(CompiledPyMCModel)}
    optional = {"_transform_adapt_args", "reparameterized_names"}
    assert present - optional == required
