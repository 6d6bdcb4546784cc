import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { SessionBusyError, SessionLock } from './session-lock.ts'

describe('the lock of a session', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('goes to one at a time, in the order in which they asked', async () => {
    const lock = new SessionLock(10_000)
    const order: string[] = []
    const first = await lock.take('first')
    const others = ['second', 'third'].map(async (name) => {
      const hold = await lock.take(name)
      order.push(name)
      hold.free()
    })
    expect(order).toEqual([])
    first.free()
    await Promise.all(others)
    expect(order).toEqual(['second', 'third'])
  })

  it('refuses who waits on a holder that does nothing, naming both statements', async () => {
    const lock = new SessionLock(10_000)
    const hold = await lock.take('begin')
    hold.beginWork('select * from app.link')
    hold.endWork()
    const waiting = lock.take('select   1')
    const refused = expect(waiting).rejects.toThrow(
      /waited 10 s .* to run "select 1": an open transaction holds it since "select \* from app\.link"/,
    )
    await vi.advanceTimersByTimeAsync(10_001)
    await refused
    await expect(waiting).rejects.toThrow(SessionBusyError)
    // The refused one is out of the queue: the next gets the session.
    hold.free()
    await expect(lock.take('next')).resolves.toBeDefined()
  })

  it('waits on for a holder that works, however long', async () => {
    const lock = new SessionLock(10_000)
    const hold = await lock.take('begin')
    hold.beginWork('a long statement')
    const waiting = lock.take('select 1')
    await vi.advanceTimersByTimeAsync(60_000)
    hold.endWork()
    await vi.advanceTimersByTimeAsync(9_000)
    hold.free()
    await expect(waiting).resolves.toBeDefined()
  })

  it('is not freed twice by one holder', async () => {
    const lock = new SessionLock(10_000)
    const first = await lock.take('first')
    first.free()
    await lock.take('second')
    first.free()
    const third = lock.take('third')
    const refused = expect(third).rejects.toThrow(SessionBusyError)
    await vi.advanceTimersByTimeAsync(10_001)
    await refused
  })
})
