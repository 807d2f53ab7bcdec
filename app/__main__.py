"""`python -m app` is `peil`, for processes that the house starts itself."""

from app.cli import main

main()
