import type { LiveField, WrittenMap } from '#http/contract/config-fields.ts'

interface Fields {
  readonly hubspot: LiveField | undefined
  readonly salesforce: LiveField | undefined
}

/** Values with the same label on both sides. Whatever has no partner waits for a person; nothing is guessed. */
export function suggestedTable({ hubspot, salesforce }: Fields): Pick<WrittenMap, 'values' | 'unmapped'> {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[\s_\-–/]+/g, '')
  const theirs = salesforce?.options ?? []
  const pairs = (hubspot?.options ?? []).flatMap(({ value, label }) => {
    const partner = theirs.find(
      (one) => one.active && [one.label, one.value].some((text) => plain(text) === plain(label)),
    )
    return partner === undefined ? [] : [[value, partner.value] as const]
  })
  return pairs.length === 0 ? {} : { values: Object.fromEntries(pairs), unmapped: 'park' }
}
