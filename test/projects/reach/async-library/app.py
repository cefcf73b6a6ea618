from gablet import (
    asyncio_gather,
    asyncio_none_task,
    asyncio_taskgroup,
    asyncio_executor,
    asyncio_callbacks,
    async_iter,
    await_custom,
    asyncgen_cm,
    asyncio_queue,
)

asyncio_gather.main()
asyncio_none_task.main()
asyncio_taskgroup.main()
asyncio_executor.main()
asyncio_callbacks.main()
async_iter.main()
await_custom.main()
asyncgen_cm.main()
asyncio_queue.main()
