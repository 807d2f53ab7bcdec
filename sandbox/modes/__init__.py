"""The misbehaviours themselves, by what they spoil."""
