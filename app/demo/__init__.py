"""The whole main job on an invented market whose truth is known."""
