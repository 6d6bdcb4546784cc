import { afterEach, beforeEach, expect, test } from 'vitest'
import { connectionId } from '#domain/ids.ts'
import { openDatabase } from '#store/db.ts'
import { createStore } from '#store/store.ts'
import { place } from '#support/cli.ts'
import type { Place } from '#support/cli.ts'

const ACME = connectionId('acme')
let at: Place
beforeEach(async () => {
  at = await place()
  const database = await openDatabase({ folder: `${at.dataDir}/data` })
  const store = createStore(database.kysely)
  const account = { id: ACME, name: 'Acme', portalId: '1', orgId: '2', currency: 'USD', orgTimeZone: 'UTC' }
  await store.connections.save(account)
  const item = { side: 'hubspot' as const, object: 'contacts', recordId: '11', linkId: null, code: 'SEVERAL_MATCHES' }
  await store.parked.park(ACME, [{ ...item, message: 'two', remedy: '', at: 1 }])
  await database.close()
})
afterEach(() => at.remove())

test('a retry that nothing matches is wrong input and says what is parked', async () => {
  const unknown = await at.here(['parked', 'retry', '--record', '77', '--code', 'NOPE'])
  expect(unknown).toMatchObject({ code: 2, stdout: '' })
  expect(unknown.stderr).toContain(
    'nothing that is parked has the code NOPE and is record 77; parked are SEVERAL_MATCHES 1',
  )
  expect(await at.here(['parked', 'retry', '--record', '11'])).toMatchObject({ code: 0, stdout: '1 put back.\n' })
})

test('a config file that is named without its flag is answered with the flag', async () => {
  const refused = await at.here(['config', 'check', 'tandem.yaml'])
  expect(refused.code).toBe(2)
  expect(refused.stderr).toContain('--config <file>')
})
