import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { LeadChoices, LeadRow } from '#http/contract/leads.ts'
import { countOf } from '../../format/numbers.ts'
import { nameOf } from './lead-words.ts'
import classes from './leads.module.css'

/** Asks for the reason and says what it does in both CRMs. One click on a reason is enough to send it. */
export function RejectDialog(props: {
  readonly leads: readonly LeadRow[]
  readonly choices: LeadChoices
  readonly busy: boolean
  readonly onClose: () => void
  readonly onReject: (reason: string) => void
}) {
  const { leads, choices, busy } = props
  const [other, setOther] = useState('')
  const [first] = leads
  const what = leads.length === 1 && first !== undefined ? nameOf(first) : countOf(leads.length, 'lead')
  return (
    <Modal opened onClose={props.onClose} title={<Text fw={650}>Give {what} back to marketing</Text>} centered>
      <Stack gap="sm">
        <Text size="sm">
          {choices.reasons.length === 0 ? 'Why? Say it in a few words.' : 'Why? A click on the reason does it.'}
        </Text>
        <div className={classes['reasons']}>
          {choices.reasons.map(({ reason, returnAfterDays }, i) => (
            <Button
              key={reason}
              variant="default"
              justify="space-between"
              fullWidth
              disabled={busy}
              data-autofocus={i === 0 || undefined}
              rightSection={<Text size="xs">{returnWords(returnAfterDays)}</Text>}
              onClick={() => props.onReject(reason)}
            >
              {reason}
            </Button>
          ))}
        </div>
        {choices.freeReason ? (
          <form
            onSubmit={(event) => {
              event.preventDefault()
              if (other.trim() !== '') props.onReject(other.trim())
            }}
          >
            <Group align="end" gap="xs">
              <TextInput
                label="Reason"
                value={other}
                maxLength={255}
                required
                data-autofocus
                onChange={(event) => setOther(event.currentTarget.value)}
                style={{ flex: 1 }}
              />
              <Button type="submit" loading={busy}>
                Give back
              </Button>
            </Group>
          </form>
        ) : null}
        <Text size="xs" c="dimmed">
          {consequences(choices)}
        </Text>
      </Stack>
    </Modal>
  )
}

const returnWords = (days: number | null): string => (days === null ? 'no return date' : `may return in ${days} days`)

export function consequences({ writes }: LeadChoices): string {
  const status = writes.rejectedStatus === null ? '' : `Lead Status becomes "${writes.rejectedStatus}", `
  return (
    `Salesforce: ${status}the reason stands in ${writes.reasonField}, and somebody else keeps the record. ` +
    `HubSpot: the lifecycle stage goes back to "${writes.recycleStage}", with the reason and the return date. ` +
    'Whoever gives a person back does not get them again.'
  )
}
