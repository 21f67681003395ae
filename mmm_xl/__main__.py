"""``python -m mmm_xl`` is ``mmm-xl``."""

from mmm_xl.cli import main

if __name__ == "__main__":
    main()
