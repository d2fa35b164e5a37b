"""Pages of dispatch: 我的填报, 审核, 调度期次."""
