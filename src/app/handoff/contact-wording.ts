import type { Wording } from '#domain/handoff/wording.ts'
import { AS_STORED, wordingOf } from '#domain/handoff/wording.ts'
import type { Scope } from '../scope.ts'

/**
 * What HubSpot calls the properties of contacts. The connector keeps schemas: mostly nothing is asked. No lead waits for
 * words: if HubSpot does not tell them, names stand as they are.
 */
export async function contactWording({ hubspot, connection }: Pick<Scope, 'hubspot' | 'connection'>): Promise<Wording> {
  const schema = await hubspot.describe('contacts').catch(() => null)
  return schema === null ? AS_STORED : wordingOf(schema.fields, connection.orgTimeZone)
}
