import { Alert, Button, Drawer, Group, NumberInput, Progress, SegmentedControl, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import {
  cancelConfigPreviewContract,
  readConfigPreviewContract,
  startConfigPreviewContract,
  type PreviewState,
} from '#http/contract/config-preview.ts'
import type { ConfigDocument } from '#http/contract/config.ts'
import { useAction, useRead } from '../../api/use-api.ts'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { When } from '../../components/when.tsx'
import { formatCount } from '../../format/numbers.ts'
import { sameJson } from './json.ts'
import { PreviewResultView } from './preview-result.tsx'
import type { Draft } from './use-draft.ts'

/** Rehearses the draft on live data and shows what would happen. Writes nothing. */
export function PreviewDrawer(props: {
  readonly draft: Draft
  readonly opened: boolean
  readonly onClose: () => void
  readonly hasErrors: boolean
}) {
  const { draft, opened } = props
  const [look, setLook] = useState<Look>('newest')
  const [sample, setSample] = useState(200)
  const [record, setRecord] = useState('')
  const [mine, setMine] = useState<{ readonly id: string | null; readonly document: ConfigDocument } | null>(null)
  const state = useRead(readConfigPreviewContract, {}, { when: opened, everyMs: 1_000 })
  const start = useAction(startConfigPreviewContract, {
    onDone: ({ id }, { body }) => setMine(body === undefined ? null : { id, document: body.document }),
  })
  const cancel = useAction(cancelConfigPreviewContract)
  const run = state.data
  const isRunning = run?.state === 'running'
  return (
    <Drawer
      opened={opened}
      onClose={props.onClose}
      position="right"
      size="min(1100px, 100%)"
      title={<Text fw={650}>What your draft would do</Text>}
    >
      <Text size="sm" c="var(--quiet)" mb="sm">
        Tandem works on records exactly as it would after saving, but holds every write back. Nothing is written to
        HubSpot, Salesforce or Tandem’s own records.
      </Text>
      <SegmentedControl
        aria-label="What to look at"
        data={[...LOOKS]}
        value={look}
        onChange={setLook}
        disabled={isRunning}
        mb="sm"
      />
      {look === 'all' ? (
        <Text size="sm" mb="sm">
          Every record of both CRMs is read, up to 20,000. With many records this takes a while and many API calls; you
          can leave this page, and stop it at any time.
        </Text>
      ) : null}
      <Group align="end" mb="md">
        {look === 'newest' ? (
          <NumberInput
            label="Records to look at, of each kind"
            min={1}
            max={10_000}
            clampBehavior="strict"
            value={sample}
            onChange={(value) => setSample(typeof value === 'number' ? value : 200)}
            w={270}
            disabled={isRunning}
          />
        ) : null}
        {look === 'record' ? (
          <TextInput
            label="E-mail address, or id in either CRM"
            value={record}
            onChange={(event) => setRecord(event.currentTarget.value)}
            w={330}
            disabled={isRunning}
          />
        ) : null}
        {isRunning ? (
          <Button variant="default" onClick={() => cancel.mutate({})} loading={cancel.isPending}>
            Stop
          </Button>
        ) : (
          <Button
            onClick={() => start.mutate({ body: { document: draft.document, ...asked({ look, sample, record }) } })}
            loading={start.isPending}
            disabled={props.hasErrors || (look === 'record' && record.trim() === '')}
          >
            {run === undefined || run.state === 'none' ? 'Start preview' : 'Preview again'}
          </Button>
        )}
        {props.hasErrors ? <Text size="sm">Mend the errors first.</Text> : null}
      </Group>
      {state.error === null || run !== undefined ? null : (
        <ProblemNotice error={state.error} onRetry={() => void state.refetch()} />
      )}
      {run === undefined ? null : (
        <>
          {mine !== null && mine.id === run.id && sameJson(mine.document, draft.document) ? null : <Older run={run} />}
          <Run run={run} />
        </>
      )}
    </Drawer>
  )
}

/** One preview is kept for a connection: that of another draft, or of somebody else, must not pass for that of this one. */
function Older({ run }: { readonly run: PreviewState }) {
  if (run.state === 'none' || run.startedAt === null) return null
  return (
    <Alert color="yellow" variant="light" mb="md" title="Perhaps not of your draft as it is now">
      Started <When at={run.startedAt} />
      {run.startedBy === null ? '' : ` by ${run.startedBy}`}. Preview again to see what your changes would do.
    </Alert>
  )
}

type Look = 'newest' | 'all' | 'record'
const LOOKS: readonly { readonly value: Look; readonly label: string }[] = [
  { value: 'newest', label: 'Changed last' },
  { value: 'all', label: 'Everything' },
  { value: 'record', label: 'One record' },
]

function asked({ look, sample, record }: { readonly look: Look; readonly sample: number; readonly record: string }) {
  switch (look) {
    case 'newest':
      return { sample }
    case 'all':
      return { all: true as const }
    case 'record':
      return { record: record.trim() }
  }
}

function Run({ run }: { readonly run: PreviewState }) {
  switch (run.state) {
    case 'none':
      return null
    case 'cancelled':
      return <Text>Stopped. Nothing was written.</Text>
    case 'failed':
      return (
        <div role="alert">
          <Text fw={600}>The preview failed; nothing was written.</Text>
          <Text size="sm">{run.error}</Text>
        </div>
      )
    case 'running':
      return (
        <div role="status">
          <Progress
            value={run.of === 0 ? 3 : Math.max(3, (run.looked / run.of) * 100)}
            striped
            animated
            aria-label="Progress of the preview"
          />
          <Text size="sm" mt={6}>
            {run.looked === 0
              ? 'Reading both CRMs …'
              : `${formatCount(run.looked)} of ${formatCount(run.of)} records looked at …`}
          </Text>
        </div>
      )
    case 'done':
      return run.result === null ? null : <PreviewResultView result={run.result} />
  }
}
