import type { Scope } from '#app/scope.ts'
import type { SyncConfigInput } from '#config/sync-config.ts'
import type { ContactRow } from '#sandbox/company/types.ts'
import { company, mql } from './company.ts'
import type { World } from './world.ts'
import { quiesce } from './world.ts'

/** Of the contact who is like a lead that is there. */
export const EMAIL = 'newcomer@buyers.example'
/** Salesforce knows her by another address; phone and family name are the same. */
export const her = {
  FirstName: 'Anna',
  LastName: 'Schmidt',
  Company: 'Elsewhere',
  Phone: '+49 30 901820',
  Email: 'old@elsewhere.example',
}
export const newcomer = (over: Partial<ContactRow> = {}): ContactRow =>
  mql('newcomer', { firstName: 'Anna', lastName: 'Schmidt', phone: '+4930901820', ...over })

export type Matching = NonNullable<SyncConfigInput['matching']>

/** Salesforce has these leads, and Tandem has seen them, before the contact comes. */
export async function meeting(
  { begin, sales, box, arrive }: World,
  matching: Matching,
  leads: readonly Record<string, string>[],
  contact = newcomer(),
): Promise<Scope> {
  const scope = await begin(company(), { matching })
  for (const lead of leads) await sales.create('Lead', lead)
  await quiesce(scope, box)
  arrive([contact])
  await quiesce(scope, box)
  return scope
}
