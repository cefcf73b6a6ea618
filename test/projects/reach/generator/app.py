import asyncio

from gablet import fetch, numbers, stream

print(list(numbers()), [value for value in numbers()])


async def main():
    await fetch()
    async for part in stream():
        print(part)


asyncio.run(main())
