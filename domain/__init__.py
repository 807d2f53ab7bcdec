"""The words of the house: frozen record types, standard library only."""
