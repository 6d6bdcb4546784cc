import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Scope } from '#app/scope.ts'
import type { Accounts } from '../compose.ts'
import { keepCurrent } from './live-scope.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('lets work begin after two seconds while a version cannot be taken, and the next work at once', async () => {
  const hanging = new Promise<number>(() => undefined)
  const first = { connection: { id: 'one' }, configVersion: 1, store: { configs: { newest: () => hanging } } }
  const live = keepCurrent(first as unknown as Scope, { accounts: {} as Accounts })
  const begun: string[] = []
  void live.lookBriefly().then(() => begun.push('one'))
  await vi.advanceTimersByTimeAsync(1_999)
  expect(begun).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(begun).toEqual(['one'])
  void live.lookBriefly().then(() => begun.push('other'))
  await vi.advanceTimersByTimeAsync(0)
  expect(begun).toEqual(['one', 'other'])
})
