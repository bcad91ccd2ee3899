from doanso.core.calendar import bench


def test_ten_thousand_deadlines_are_recounted_in_time():
    """CPU seconds, and far below the limit, so that a busy machine does not fail it: about 0.1 on an idle one."""
    figures = bench.run()
    assert (figures["deadlines"], figures["limit_s"]) == (10_000, 2.0)
    assert 0 < figures["moved"] < 10_000
    assert figures["all_moved"] == 10_000
    assert figures["all_recompute_cpu_s"] < figures["limit_s"] / 2
    assert figures["recompute_cpu_s"] < figures["limit_s"] / 2
