import { ActionIcon, Button, Checkbox, Group, Progress, Select, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import {
  beginBackfillContract,
  foreseeBackfillContract,
  type BackfillChoicesView,
  type ForesightView,
} from '#http/contract/jobs.ts'
import { useAction } from '../../api/use-api.ts'
import { ConfirmAction } from '../../components/confirm-action.tsx'
import { CloseIcon } from '../../components/icons.tsx'
import { Panel } from '../../components/panel.tsx'
import { Tile, Tiles } from '../../components/tile.tsx'
import { When } from '../../components/when.tsx'
import { formatCount } from '../../format/numbers.ts'
import { formatDuration } from '../../format/time.ts'
import { Counts } from './counts.tsx'
import classes from './jobs.module.css'

type Condition = BackfillChoicesView['select'][number]

const TESTS: readonly { readonly value: Condition['test']; readonly label: string }[] = [
  { value: 'is', label: 'is one of' },
  { value: 'is-not', label: 'is none of' },
  { value: 'contains', label: 'contains' },
  { value: 'at-least', label: 'is at least' },
  { value: 'at-most', label: 'is at most' },
  { value: 'known', label: 'is filled in' },
  { value: 'blank', label: 'is blank' },
]
const takesValue = (test: Condition['test']): boolean => test !== 'known' && test !== 'blank'

const NOTHING: BackfillChoicesView = {
  select: [],
  handOverSince: null,
  clocks: true,
  tasks: true,
  alerts: true,
  writeBack: true,
}

/** Choices of a backfill, what it would do, and its start. */
export function BackfillForm({ foresight }: { readonly foresight: ForesightView | null }) {
  const [choices, setChoices] = useState<BackfillChoicesView>(foresight?.choices ?? NOTHING)
  const set = (patch: Partial<BackfillChoicesView>): void => setChoices((before) => ({ ...before, ...patch }))
  const foresee = useAction(foreseeBackfillContract)
  const begin = useAction(beginBackfillContract, {
    done: ({ how }) => (how === 'new' ? 'The backfill has begun' : 'The backfill goes on'),
    refreshes: ['Overview'],
  })
  const isForeseen = foresight !== null && JSON.stringify(foresight.choices) === JSON.stringify(choices)
  const isComplete = choices.select.every(
    ({ property, test, value }) => property !== '' && (!takesValue(test) || value !== ''),
  )
  const seen = isForeseen && foresight.state === 'done' ? foresight : null
  return (
    <>
      <Panel
        title="Backfill"
        note="Looks at every contact in HubSpot once, as if each had just changed: who is in Salesforce is linked, and the leads that are missing are made, by the rules of your mapping."
      >
        <Stack gap="md">
          <Conditions value={choices.select} onChange={(select) => set({ select })} />
          <TextInput
            type="date"
            label="Also hand over who qualified since"
            description="Empty: who qualified before go-live is linked where they are in Salesforce, and left alone otherwise."
            value={choices.handOverSince?.slice(0, 10) ?? ''}
            onChange={(event) => {
              const day = event.currentTarget.value
              set({ handOverSince: day === '' ? null : `${day}T00:00:00.000Z` })
            }}
            maw={320}
          />
          <Stack gap={8} role="group" aria-label="What it makes">
            <Checkbox
              label="Start the clocks of your service levels for those handed over"
              checked={choices.clocks}
              onChange={(event) => set({ clocks: event.currentTarget.checked })}
            />
            <Checkbox
              label="Make follow-up tasks for them in Salesforce"
              checked={choices.tasks}
              onChange={(event) => set({ tasks: event.currentTarget.checked })}
            />
            <Checkbox
              label="Alert people about them"
              checked={choices.alerts}
              onChange={(event) => set({ alerts: event.currentTarget.checked })}
            />
            <Checkbox
              label="Write back to HubSpot at once"
              description="Else with the next change of each contact: half the calls to HubSpot."
              checked={choices.writeBack}
              onChange={(event) => set({ writeBack: event.currentTarget.checked })}
            />
          </Stack>
          <Group>
            <Button
              variant={seen === null ? 'filled' : 'default'}
              disabled={!isComplete}
              loading={foresee.isPending || (isForeseen && foresight.state === 'running')}
              onClick={() => foresee.mutate({ body: choices })}
            >
              See what it would do
            </Button>
            <ConfirmAction
              label="Begin"
              variant={seen === null ? 'default' : 'filled'}
              disabled={!isComplete}
              title="Begin the backfill?"
              onConfirm={() => begin.mutateAsync({ body: choices })}
            >
              <BeginWords seen={seen} choices={choices} />
            </ConfirmAction>
          </Group>
        </Stack>
      </Panel>
      {isForeseen ? <Foreseen foresight={foresight} /> : null}
    </>
  )
}

function BeginWords({ seen, choices }: { readonly seen: ForesightView | null; readonly choices: BackfillChoicesView }) {
  return (
    <>
      {seen === null ? (
        <p>You have not looked at what it would do. It writes to both CRMs by the rules of your mapping.</p>
      ) : (
        <p>
          In Salesforce about {formatCount(seen.counts.created)} leads are made and {formatCount(seen.counts.linked)}{' '}
          records are linked; {choices.writeBack ? 'their contacts in HubSpot are told so.' : 'HubSpot is told later.'}
        </p>
      )}
      <p>You can stop it at any time, and go on later. What it has written by then stays.</p>
    </>
  )
}

function Foreseen({ foresight }: { readonly foresight: ForesightView }) {
  const { counts, total, state, calls, left } = foresight
  if (state === 'failed' || state === 'cancelled')
    return (
      <Panel title="What it would do">
        <p role="alert">{foresight.note ?? 'The look ahead was ended. Ask for it again.'}</p>
      </Panel>
    )
  const all = Math.max(total ?? 0, counts.listed)
  const isOver = (side: 'hubspot' | 'salesforce'): boolean => left[side] !== null && calls[side] > (left[side] ?? 0)
  const leftWords = (side: 'hubspot' | 'salesforce'): string =>
    left[side] === null ? 'no limit is known' : `${formatCount(left[side] ?? 0)} are left today`
  return (
    <Panel
      title="What it would do"
      note={
        state === 'running' ? (
          `Looking at the contacts: ${formatCount(counts.listed)} of about ${formatCount(all)} so far. Nothing is written.`
        ) : (
          <>
            Looked at {formatCount(counts.listed)} contacts, <When at={foresight.finishedAt ?? foresight.startedAt} />.
            Nothing was written.
          </>
        )
      }
    >
      {state === 'running' ? (
        <Progress.Root size="lg" mb="md">
          <Progress.Section
            value={all === 0 ? 0 : (counts.listed / all) * 100}
            striped
            aria-label="Contacts looked at"
          />
        </Progress.Root>
      ) : null}
      <Tiles>
        <Tile
          name="Calls to HubSpot, about"
          value={formatCount(calls.hubspot)}
          note={leftWords('hubspot')}
          {...(isOver('hubspot') ? { tone: 'warn' as const } : {})}
        />
        <Tile
          name="Calls to Salesforce, about"
          value={formatCount(calls.salesforce)}
          note={leftWords('salesforce')}
          {...(isOver('salesforce') ? { tone: 'warn' as const } : {})}
        />
        <Tile
          name="Time, about"
          value={formatDuration(Math.max(1_000, foresight.minutes * 60_000))}
          note="if both platforms answer as usual"
        />
      </Tiles>
      <Counts counts={counts} />
      {isOver('hubspot') || isOver('salesforce') ? (
        <Text size="sm" mt="sm">
          That is more than is left of today’s share: it slows down before the limit and goes on tomorrow by itself.
          Live changes go first.
        </Text>
      ) : null}
    </Panel>
  )
}

function Conditions(props: { readonly value: readonly Condition[]; readonly onChange: (value: Condition[]) => void }) {
  const { value, onChange } = props
  const change = (at: number, patch: Partial<Condition>): void =>
    onChange(value.map((one, i) => (i === at ? { ...one, ...patch } : one)))
  return (
    <Stack gap={8}>
      <Text fw={600} size="sm">
        {value.length === 0 ? 'Every contact is looked at.' : 'Only contacts of which all of these hold:'}
      </Text>
      {value.map((one, i) => (
        <div key={i} className={classes['condition']}>
          <TextInput
            label="HubSpot property"
            placeholder="country"
            value={one.property}
            onChange={(event) => change(i, { property: event.currentTarget.value.trim().toLowerCase() })}
          />
          <Select
            label="Test"
            data={[...TESTS]}
            value={one.test}
            allowDeselect={false}
            onChange={(test) => change(i, { test: (test ?? 'is') as Condition['test'] })}
          />
          {takesValue(one.test) ? (
            <TextInput
              label="Value"
              placeholder={one.test === 'is' || one.test === 'is-not' ? 'DE, AT' : ''}
              value={one.value}
              onChange={(event) => change(i, { value: event.currentTarget.value })}
            />
          ) : (
            <span />
          )}
          <ActionIcon
            variant="default"
            size="lg"
            aria-label="Remove this condition"
            onClick={() => onChange(value.filter((_, at) => at !== i))}
          >
            <CloseIcon size={16} />
          </ActionIcon>
        </div>
      ))}
      <div>
        <Button
          size="xs"
          variant="default"
          disabled={value.length >= 10}
          onClick={() => onChange([...value, { property: '', test: 'is', value: '' }])}
        >
          Add a condition
        </Button>
      </div>
    </Stack>
  )
}
