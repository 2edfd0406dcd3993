"""What every part of the suite shares: environments, interleaved runs, statistics, stored results, the self-check."""
