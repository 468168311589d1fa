"""`python -m app`: hands over to the command line, nothing else."""

from app.cli import main

raise SystemExit(main())
