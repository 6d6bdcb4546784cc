import { Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core'
import { useMemo, useState } from 'react'
import type { LeadChoices, LeadRow } from '#http/contract/leads.ts'
import { countOf } from '../../format/numbers.ts'
import { nameOf } from './lead-words.ts'

export type NewHome = { readonly rep: string } | { readonly pool: string | null }

/** A rep, or whoever is next in a pool. */
export function ReassignDialog(props: {
  readonly leads: readonly LeadRow[]
  readonly choices: LeadChoices
  readonly busy: boolean
  readonly onClose: () => void
  readonly onReassign: (to: NewHome, reason: string) => void
}) {
  const { leads, choices, busy } = props
  const [to, setTo] = useState<string | null>(null)
  const [reason, setReason] = useState('')
  const [first] = leads
  const what = leads.length === 1 && first !== undefined ? nameOf(first) : countOf(leads.length, 'lead')
  const options = useMemo(() => optionsOf(leads, choices), [leads, choices])
  return (
    <Modal opened onClose={props.onClose} title={<Text fw={650}>Pass {what} on</Text>} centered>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (to !== null && reason.trim() !== '') props.onReassign(homeOf(to), reason.trim())
        }}
      >
        <Stack gap="sm">
          <Select
            label="To"
            placeholder="A rep, or the next of a pool"
            data={options}
            value={to}
            onChange={setTo}
            searchable
            openOnFocus={false}
            required
            nothingFoundMessage="Nobody of that name takes leads"
            maxDropdownHeight={280}
            data-autofocus
          />
          <TextInput
            label="Reason"
            description="Stands in the history of the lead"
            value={reason}
            maxLength={255}
            required
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Text size="xs" c="dimmed">
            Salesforce: the owner of the record and of its follow-up task changes. HubSpot shows the new owner. The
            deadline stays; where the policy counts by the owner's hours, those of the new owner count from now on.
          </Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={props.onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={busy} disabled={to === null || reason.trim() === ''}>
              Pass on
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

const OWN_POOL = 'pool:'

const homeOf = (value: string): NewHome =>
  value.startsWith(OWN_POOL) ? { pool: value === OWN_POOL ? null : value.slice(OWN_POOL.length) } : { rep: value }

function optionsOf(leads: readonly LeadRow[], { reps, pools }: LeadChoices) {
  const owners = new Set(leads.map(({ owner, inQueue }) => (inQueue ? '' : owner.id)))
  return [
    {
      group: 'By turn',
      items: [
        { value: OWN_POOL, label: leads.length === 1 ? 'Next of its own pool' : 'Next of their own pools' },
        ...pools.map((pool) => ({ value: `${OWN_POOL}${pool}`, label: `Next of ${pool}` })),
      ],
    },
    {
      group: 'A rep',
      items: reps
        .filter(({ id }) => owners.size > 1 || !owners.has(id))
        .map(({ id, name, pools: of }) => ({
          value: id,
          label: of.length === 0 ? name : `${name} (${of.join(', ')})`,
        })),
    },
  ]
}
