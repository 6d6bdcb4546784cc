import { Button, Group, SegmentedControl, Stack, TextInput } from '@mantine/core'
import { useState, type SubmitEvent } from 'react'
import type * as z from 'zod'
import { simulateLeadContract } from '#http/contract/simulation.ts'
import { EmptyNote } from '../../components/empty-note.tsx'
import { PageLoading } from '../../components/page-loading.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { useHandover } from './handover-context.ts'
import { LeadFacts, usualFacts } from './lead-facts.tsx'
import { SimulatedView } from './simulated-view.tsx'
import { usePosted } from './use-posted.ts'
import classes from './handover.module.css'

type Lead = z.input<(typeof simulateLeadContract)['body']>['lead']

/** What would happen to one lead, by what stands on this page now. */
export function SimulatePart() {
  const { draft } = useHandover()
  const [how, setHow] = useState<'known' | 'facts'>('known')
  const [who, setWho] = useState('')
  const [values, setValues] = useState<Readonly<Record<string, string>>>(() => usualFacts())
  const [at, setAt] = useState('')
  const [asked, setAsked] = useState<{ readonly lead: Lead; readonly at: string } | null>(null)
  const ask = (event: SubmitEvent): void => {
    event.preventDefault()
    const lead: Lead =
      how === 'known'
        ? { who: who.trim() }
        : { values: Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== '')) }
    setAsked({ lead, at: at === '' ? '' : new Date(at).toISOString() })
  }
  return (
    <Panel
      title="Simulate a lead"
      note={
        draft.isChanged
          ? 'By the draft of this page, before it is saved, beside what the version in force would do. Nothing is written, and no turn is taken.'
          : 'Who would get a lead, by when, and why. Nothing is written, and no turn is taken.'
      }
    >
      <form onSubmit={ask}>
        <Stack gap="md">
          <SegmentedControl
            aria-label="Which lead"
            size="xs"
            data={[
              { value: 'known', label: 'Somebody in HubSpot' },
              { value: 'facts', label: 'A lead I describe' },
            ]}
            value={how}
            onChange={(value) => setHow(value === 'facts' ? 'facts' : 'known')}
            maw={420}
          />
          {how === 'known' ? (
            <TextInput
              label="E-mail or HubSpot id"
              placeholder="ada@acme.example"
              value={who}
              required
              onChange={(event) => setWho(event.currentTarget.value)}
              maw={420}
            />
          ) : (
            <LeadFacts values={values} onChange={setValues} />
          )}
          <Group align="flex-end">
            <TextInput
              type="datetime-local"
              label="The lead comes (your time)"
              description="Blank: now"
              value={at}
              onChange={(event) => setAt(event.currentTarget.value)}
            />
            <Button type="submit">Simulate</Button>
          </Group>
        </Stack>
      </form>
      {asked === null ? (
        <EmptyNote title="No lead was simulated yet">
          Name somebody, or describe a lead, and see who would get it.
        </EmptyNote>
      ) : (
        <Answers lead={asked.lead} at={asked.at} />
      )}
    </Panel>
  )
}

/** Side by side while there is a draft, so that the difference is seen. */
function Answers({ lead, at }: { readonly lead: Lead; readonly at: string }) {
  const { draft } = useHandover()
  return (
    <section
      className={draft.isChanged ? classes['side'] : ''}
      aria-label="Answer"
      aria-live="polite"
      style={{ marginTop: 16 }}
    >
      {draft.isChanged ? <Answer title="By your draft" lead={lead} at={at} document={draft.document} /> : null}
      <Answer title={draft.isChanged ? `By version ${draft.inForce.version}, in force` : ''} lead={lead} at={at} />
    </section>
  )
}

function Answer(props: {
  readonly title: string
  readonly lead: Lead
  readonly at: string
  readonly document?: z.input<(typeof simulateLeadContract)['body']>['document']
}) {
  const { draft } = useHandover()
  const asked = {
    lead: props.lead,
    ...(props.at === '' ? {} : { at: props.at }),
    ...(props.document === undefined ? {} : { document: props.document }),
  }
  const query = usePosted(simulateLeadContract, asked, { of: draft.inForce.version })
  return (
    <div style={{ minWidth: 0 }}>
      {props.title === '' ? null : <h3 className={classes['cardTitle']}>{props.title}</h3>}
      {query.error !== null ? (
        <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />
      ) : query.data === undefined || query.isPlaceholderData ? (
        <PageLoading />
      ) : (
        <SimulatedView lead={query.data} />
      )}
    </div>
  )
}
