import sys

from doanso.cli import main

sys.exit(main())
