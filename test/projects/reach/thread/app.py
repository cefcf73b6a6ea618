import threading
from concurrent.futures import ThreadPoolExecutor

from gablet import Worker, double, tick, treble

thread = threading.Thread(target=tick)
thread.start()
thread.join()
worker = Worker()
worker.start()
worker.join()
timer = threading.Timer(0.01, Worker.ring)
timer.start()
timer.join()
with ThreadPoolExecutor() as pool:
    pool.submit(double, 2).result()
    print(list(pool.map(treble, [1])))
