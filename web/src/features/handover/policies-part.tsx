import { Group, MultiSelect, Select, TagsInput, TextInput } from '@mantine/core'
import { EmptyNote } from '../../components/empty-note.tsx'
import { Panel } from '../../components/panel.tsx'
import { readable } from '../../words.ts'
import { ClocksEditor } from './clocks-editor.tsx'
import { useHandover } from './handover-context.ts'
import { ItemCard } from './item-card.tsx'
import { LadderEditor } from './ladder-editor.tsx'
import { AddNamed } from './naming.tsx'
import { moved, OrderButtons, replaced, without } from './ordered-list.tsx'
import { SectionText } from './section-text.tsx'
import { useVersions } from './use-versions.ts'
import {
  clockName,
  deedWords,
  durationWords,
  KIND_WORDS,
  momentWords,
  nameOf,
  policyForWords,
  urgencyOptions,
} from './words.ts'
import { tidy, type Policy } from './written.ts'
import classes from './handover.module.css'

/** How soon somebody must answer, and what happens when nobody does. */
export function PoliciesPart() {
  const { draft, written } = useHandover()
  const versions = useVersions()
  const { sla } = written
  const save = (next: readonly Policy[]): void => draft.set(['sla'], next)
  return (
    <Panel
      title="SLA policies"
      note="How soon somebody must answer. The first policy that fits counts; a lead without one has no clock. Clocks that run keep what they began with unless the policy says otherwise."
    >
      {sla.length === 0 ? (
        <EmptyNote title="There is no policy yet">Leads are handed over without a deadline.</EmptyNote>
      ) : (
        <ol className={classes['cards']}>
          {sla.map((policy, i) => (
            <li key={policy.id}>
              <ItemCard
                title={`${i + 1}. ${nameOf(policy)}`}
                what={`policy ${nameOf(policy)}`}
                problemsAt={[`sla.${policy.id}`, `sla.${i}`]}
                order={
                  <OrderButtons
                    what={nameOf(policy)}
                    at={i}
                    of={sla.length}
                    onMove={(by) => save(moved(sla, i, by))}
                    onRemove={() => save(without(sla, i))}
                  />
                }
                form={<PolicyForm policy={policy} onChange={(next) => save(replaced(sla, i, versions.policy(next)))} />}
              >
                <PolicyWords policy={policy} />
              </ItemCard>
            </li>
          ))}
        </ol>
      )}
      {draft.mayEdit ? (
        <Group mt="md">
          <AddNamed
            what="policy"
            taken={sla.map(({ id }) => id)}
            onAdd={(id, name) =>
              save([
                ...sla,
                { id, name, clocks: [{ target: '4h', calendar: Object.keys(written.calendars)[0] ?? '' }] },
              ])
            }
          />
        </Group>
      ) : null}
      <SectionText path={['sla']} name="SLA policies" />
    </Panel>
  )
}

function PolicyWords({ policy }: { readonly policy: Policy }) {
  return (
    <>
      <p className={classes['words']}>
        For <b>{policyForWords(policy)}</b>:
      </p>
      <ul className={classes['criteria']}>
        {policy.clocks.map((clock, i) => (
          <li key={i}>
            <b>{durationWords(clock.target)}</b> of {readable(clock.calendar)}{' '}
            {KIND_WORDS[clock.kind ?? 'first_response'] ?? clock.kind}
            {(clock.warnAt ?? [0.5, 0.8]).length === 0
              ? ''
              : `; warnings at ${(clock.warnAt ?? [0.5, 0.8]).map((part) => `${Math.round(part * 100)} %`).join(' and ')}`}
            {policy.clocks.length > 1 ? ` (${readable(clockName(clock))})` : ''}
          </li>
        ))}
      </ul>
      {(policy.escalation ?? []).length === 0 ? (
        <p className={classes['quiet']}>Nothing happens by itself when nobody answers.</p>
      ) : (
        <ol className={classes['criteria']}>
          {(policy.escalation ?? []).map((step) => (
            <li key={step.id}>
              {momentWords(step.at)}: {deedWords(step.do)}
            </li>
          ))}
        </ol>
      )}
      <p className={classes['quiet']}>
        version {policy.version ?? 1} ·{' '}
        {policy.appliesTo === 'running-clocks'
          ? 'clocks that run take this version too'
          : 'clocks that run keep theirs'}
      </p>
    </>
  )
}

function PolicyForm(props: { readonly policy: Policy; readonly onChange: (policy: Policy) => void }) {
  const { policy, onChange } = props
  const { written, facts } = useHandover()
  const put = (patch: { [K in keyof Policy]?: Policy[K] | undefined }): void =>
    onChange(tidy({ ...policy, ...patch }) as Policy)
  const limit = (which: 'urgency' | 'campaign' | 'contract', values: readonly string[]): void => {
    const when = tidy({ ...policy.when, [which]: values.length === 0 ? undefined : values })
    put({ when: Object.keys(when).length === 0 ? undefined : when })
  }
  return (
    <>
      <div className={classes['two']}>
        <TextInput
          label="Name"
          description={`Tandem remembers it by its id, ${policy.id}`}
          value={policy.name ?? ''}
          onChange={(event) => put({ name: event.currentTarget.value || undefined })}
        />
        <Select
          label="When this policy is changed"
          data={[
            { value: 'new-clocks', label: 'clocks that run keep what they began with' },
            { value: 'running-clocks', label: 'clocks that run take the new version' },
          ]}
          value={policy.appliesTo ?? 'new-clocks'}
          allowDeselect={false}
          onChange={(value) => put({ appliesTo: value === 'new-clocks' ? undefined : (value ?? undefined) })}
        />
        <MultiSelect
          label="Only for urgency"
          placeholder="any"
          data={urgencyOptions}
          value={[...(policy.when?.urgency ?? [])]}
          onChange={(values) => limit('urgency', values)}
        />
        <MultiSelect
          label="Only for contracts"
          placeholder="any"
          data={written.handover.map(({ id, name }) => ({ value: id, label: name ?? id }))}
          value={[...(policy.when?.contract ?? [])]}
          onChange={(values) => limit('contract', values)}
        />
        <TagsInput
          label="Only for campaigns"
          placeholder="any"
          data={facts.campaigns.slice(0, 500)}
          limit={30}
          value={[...(policy.when?.campaign ?? [])]}
          onChange={(values) => limit('campaign', values)}
        />
      </div>
      <ClocksEditor clocks={policy.clocks} onChange={(clocks) => put({ clocks })} />
      <LadderEditor
        steps={policy.escalation ?? []}
        clocks={policy.clocks}
        onChange={(escalation) => put({ escalation: escalation.length === 0 ? undefined : escalation })}
      />
    </>
  )
}
