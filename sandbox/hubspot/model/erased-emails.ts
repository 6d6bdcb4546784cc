import type { CrmRecord } from '../state.ts'
import type { Portal } from './portal.ts'
import type { ObjectStore } from './store.ts'

/** All addresses that lead to a contact. */
export function addressesOf({ values }: CrmRecord): readonly string[] {
  const further = values['hs_additional_emails']?.split(';') ?? []
  return values['email'] === undefined ? further : [values['email'], ...further]
}

/** "If an email address is not found, it will be added to a blocklist": gdpr-delete in HubSpot's OpenAPI files. */
export function blockEmail(portal: Portal, email: string): void {
  const address = email.trim().toLowerCase()
  if (!portal.state.erasedEmails.includes(address)) portal.state.erasedEmails.push(address)
}

/** Whether a written value is the address of somebody who was erased. */
export const isErased = (portal: Portal, store: ObjectStore, property: string, value: string): boolean =>
  store.type.name === 'contacts' && property === 'email' && portal.state.erasedEmails.includes(value)
