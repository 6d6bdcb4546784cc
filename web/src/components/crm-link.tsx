import { Anchor } from '@mantine/core'
import type { Side } from '#domain/ids.ts'
import { ExternalIcon } from './icons.tsx'

const NAMES: Readonly<Record<Side, string>> = { hubspot: 'HubSpot', salesforce: 'Salesforce' }

/** A record on its own platform, in a window of its own. Addresses that are no web address are no link. */
export function CrmLink(props: { readonly side: Side; readonly href: string | null; readonly label?: string }) {
  const words = props.label ?? NAMES[props.side]
  if (props.href === null || !/^https?:\/\//i.test(props.href)) return <span>{words}</span>
  return (
    <Anchor
      href={props.href}
      target="_blank"
      rel="noopener noreferrer"
      aria-label={`${words} (opens ${NAMES[props.side]} in a new window)`}
      style={{ display: 'inline-flex', alignItems: 'center', gap: 4 }}
    >
      {words}
      <ExternalIcon size={14} />
    </Anchor>
  )
}
