import { expect, test } from 'vitest'
import { RemoteError } from '#domain/errors.ts'
import { errand } from '../shared/lane.ts'
import { readAccess } from './access.ts'
import type { Call, HubSpotClient } from './client.ts'

test('scopes are probed: a refusal is the answer, not trouble of the account', async () => {
  const purposes: string[] = []
  const client = {
    read: async ({ area }: Call) => {
      purposes.push(errand().purpose)
      if (area === 'lists')
        throw new RemoteError({
          code: 'MISSING_SCOPES',
          disposition: 'park',
          message: 'lists may not be read',
          remedy: '',
          status: 403,
        })
      return { body: {}, serverTime: null }
    },
  } as unknown as HubSpotClient
  const account = { id: '1' } as never
  const { rights } = await readAccess(client, account, { now: () => 0 } as never)
  expect(rights.filter(({ missing }) => missing.length > 0)).toMatchObject([
    { name: 'crm.lists.read', why: 'lists may not be read' },
  ])
  expect(new Set(purposes)).toEqual(new Set(['probe']))
})
