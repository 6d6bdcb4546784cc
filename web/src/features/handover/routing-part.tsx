import { NumberInput, Select, Stack, Switch } from '@mantine/core'
import type { ReactNode } from 'react'
import { Panel } from '../../components/panel.tsx'
import { readable } from '../../words.ts'
import { ProblemLines } from '../config-draft/problem-lines.tsx'
import { useHandover } from './handover-context.ts'
import { RulesEditor } from './rules-editor.tsx'
import { SectionText } from './section-text.tsx'
import { UserPicker } from './user-picker.tsx'
import { useRouting } from './use-routing.ts'
import { days, nameOf } from './words.ts'
import { tidy, type Routing } from './written.ts'
import classes from './handover.module.css'

/** The ladder by which a lead finds its owner, in its order. */
export function RoutingPart() {
  const { draft, written, facts, problems } = useHandover()
  const { routing, put } = useRouting()
  const bySalesforce = routing.by === 'salesforce'
  const { mayEdit } = draft
  return (
    <Panel
      title="Who gets a lead"
      note="Looked at from the top. The first step that finds somebody who can take the lead decides; the decision is kept with the lead."
    >
      <Stack gap="lg">
        <Select
          label="Who names the owner of a new Lead"
          data={[
            { value: 'tandem', label: 'Tandem, by the steps below' },
            { value: 'salesforce', label: 'The active assignment rule of Salesforce' },
          ]}
          value={routing.by ?? 'tandem'}
          allowDeselect={false}
          disabled={!mayEdit}
          description={
            bySalesforce ? 'The steps below serve for records that are there already and for unanswered leads.' : ''
          }
          onChange={(value) => put({ by: value === 'tandem' ? undefined : (value ?? undefined) })}
          maw={420}
        />
        <ol className={classes['ladder']}>
          <Rung n={1} title="Existing owner">
            <Switch
              label="An active owner of the record, its account or its open deal keeps the person"
              checked={routing.keepExistingOwner ?? true}
              disabled={!mayEdit}
              onChange={(event) => put({ keepExistingOwner: event.currentTarget.checked ? undefined : false })}
            />
          </Rung>
          <Rung n={2} title="Same person, same company">
            <NumberInput
              label="Days for which colleagues stay together"
              description={
                (routing.stickyDays ?? 90) === 0
                  ? '0: not looked at'
                  : `Whoever got somebody of the company within the last ${days(routing.stickyDays ?? 90)} gets them`
              }
              min={0}
              value={routing.stickyDays ?? 90}
              disabled={!mayEdit}
              onChange={(value) => put({ stickyDays: Number(value) })}
              maw={420}
            />
          </Rung>
          <Rung n={3} title="Named accounts">
            <RulesEditor kind="namedAccounts" />
          </Rung>
          <Rung n={4} title="Territories">
            <RulesEditor kind="territories" />
          </Rung>
          <Rung n={5} title="Segments">
            <RulesEditor kind="segments" />
          </Rung>
          <Rung n={6} title="The pool of the contract">
            <p className={classes['words']}>
              {written.handover.length === 0
                ? 'No contract names a pool yet.'
                : [...new Set(written.handover.map(({ pool }) => readable(pool)))].join(', ')}
              . Members, turns and leave are under “Pools”.
            </p>
          </Rung>
          <Rung n={7} title="Fallback">
            <Stack gap="sm" maw={420}>
              <UserPicker
                label="Fallback owner"
                description="Gets what nobody else can take; must always be an active user"
                value={routing.fallbackOwner ?? ''}
                disabled={!mayEdit}
                onChange={(fallbackOwner) => put({ fallbackOwner })}
              />
              <Select
                label="Queue that holds such Leads meanwhile"
                data={[
                  { value: '', label: 'None: the fallback owner owns them' },
                  ...withChosen(facts.queues, routing.fallback?.queue),
                ]}
                value={routing.fallback?.queue ?? ''}
                allowDeselect={false}
                disabled={!mayEdit}
                onChange={(queue) =>
                  put({
                    fallback: tidy({
                      ...routing.fallback,
                      queue: queue === '' ? undefined : queue,
                    }) as Routing['fallback'],
                  })
                }
              />
              <Select
                label="SLA policy for what waits there"
                data={[
                  { value: '', label: 'The one it would have had anyway' },
                  ...written.sla.map((policy) => ({ value: policy.id, label: nameOf(policy) })),
                ]}
                value={routing.fallback?.policy ?? ''}
                allowDeselect={false}
                disabled={!mayEdit}
                onChange={(policy) =>
                  put({
                    fallback: tidy({
                      ...routing.fallback,
                      policy: policy === '' ? undefined : policy,
                    }) as Routing['fallback'],
                  })
                }
              />
              <NumberInput
                label="An unanswered lead is given on at most so often"
                description="Then it goes to the fallback"
                min={0}
                value={routing.maxReassignments ?? 3}
                disabled={!mayEdit}
                onChange={(value) => put({ maxReassignments: Number(value) })}
              />
            </Stack>
          </Rung>
        </ol>
        <ProblemLines problems={problems.at('routing').filter(({ path }) => !path.startsWith('routing.pools'))} />
        <p className={classes['quiet']}>
          Version {routing.version ?? 1} of the routing; raised by itself with every edit, and stored with each
          decision.
        </p>
      </Stack>
      <SectionText path={['routing']} name="Routing and pools" />
    </Panel>
  )
}

const withChosen = (names: readonly string[] | null, chosen: string | null | undefined): string[] => [
  ...new Set([...(names ?? []), ...(chosen === undefined || chosen === null ? [] : [chosen])]),
]

const Rung = (props: { readonly n: number; readonly title: string; readonly children: ReactNode }) => (
  <li className={classes['rung']}>
    <span className={classes['number']} aria-hidden="true">
      {props.n}
    </span>
    <div style={{ minWidth: 0 }}>
      <h3 className={classes['cardTitle']} style={{ marginBottom: 8, lineHeight: '28px' }}>
        {props.title}
      </h3>
      {props.children}
    </div>
  </li>
)
