import type { SyncConfig } from '#domain/config.ts'
import type { Base } from '#domain/identity/link.ts'

type Mapped = Pick<SyncConfig, 'fields'>

/** What both sides last agreed on of a HubSpot property of a person; null: nothing, or not mapped. */
export function personValue({ fields }: Mapped, base: Base, property: string): string | null {
  const maps = [...fields['contact-lead'], ...fields['contact-contact']].filter(({ hubspot }) => hubspot === property)
  for (const { id } of maps) {
    const value = base[id]?.hubspot ?? base[id]?.salesforce ?? null
    if (value !== null) return value
  }
  return null
}

/** First and last name; null where neither is mapped and known. */
export function personName(config: Mapped, base: Base): string | null {
  const name = ['firstname', 'lastname'].flatMap((property) => personValue(config, base, property) ?? []).join(' ')
  return name === '' ? null : name
}
