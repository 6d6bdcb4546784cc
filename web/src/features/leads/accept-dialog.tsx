import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import type { LeadChoices, LeadRow } from '#http/contract/leads.ts'
import { countOf } from '../../format/numbers.ts'
import { nameOf } from './lead-words.ts'

/** Asks before somebody else is said to work on a lead: it stops his clock, and cannot be taken back. */
export function AcceptDialog(props: {
  readonly leads: readonly LeadRow[]
  readonly choices: LeadChoices
  readonly busy: boolean
  readonly onClose: () => void
  readonly onAccept: () => void
}) {
  const { leads, choices } = props
  const [first] = leads
  const what = leads.length === 1 && first !== undefined ? nameOf(first) : countOf(leads.length, 'lead')
  const owners = [...new Set(leads.map(({ owner }) => owner.name))]
  const status = choices.writes.acceptedStatus
  return (
    <Modal opened onClose={props.onClose} title={<Text fw={650}>Accept {what} for somebody else?</Text>} centered>
      <Stack gap="md">
        <Text size="sm">
          {owners.length === 1 ? owners[0] : `${countOf(owners.length, 'rep')} `} will stand as working on{' '}
          {leads.length === 1 ? 'it' : 'them'}, and the clock of the decision stops.{' '}
          {status === null ? '' : `Salesforce: Lead Status becomes “${status}”. `}
          It cannot be taken back here; the lead can be given back or passed on afterwards.
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={props.onClose}>
            Cancel
          </Button>
          <Button data-autofocus loading={props.busy} onClick={props.onAccept}>
            Accept
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
