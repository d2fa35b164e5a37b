"""表格收发: workbooks that go out and come back, ledgers adopted, and forms of higher offices filled."""
