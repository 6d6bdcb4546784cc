import { Group } from '@mantine/core'
import { EmptyNote } from '../../components/empty-note.tsx'
import { Panel } from '../../components/panel.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { readable } from '../../words.ts'
import { ContractForm } from './contract-form.tsx'
import { useHandover } from './handover-context.ts'
import { ItemCard } from './item-card.tsx'
import { AddNamed } from './naming.tsx'
import { moved, OrderButtons, replaced, without } from './ordered-list.tsx'
import { SectionText } from './section-text.tsx'
import { useVersions } from './use-versions.ts'
import { criteriaWords, nameOf, URGENCY_WORDS } from './words.ts'
import type { Contract } from './written.ts'
import classes from './handover.module.css'

/** What makes a contact a lead for sales; the first contract that holds counts. */
export function ContractsPart() {
  const { draft, written } = useHandover()
  const versions = useVersions()
  const { handover } = written
  const save = (contracts: readonly Contract[]): void => draft.set(['handover'], contracts)
  return (
    <Panel
      title="Handover contracts"
      note="When a contact at a stage of the selection becomes a lead for sales. They are read from the top; the first one that fits counts. Nobody is handed over whom none fits."
    >
      {handover.length === 0 ? (
        <EmptyNote title="There is no contract yet">Nobody is handed over to sales until there is one.</EmptyNote>
      ) : (
        <ol className={classes['cards']}>
          {handover.map((contract, i) => (
            <li key={contract.id}>
              <ItemCard
                title={
                  <Group gap={8} component="span">
                    {i + 1}. {nameOf(contract)} <UrgencyBadge urgency={contract.urgency ?? 'normal'} />
                  </Group>
                }
                what={`contract ${nameOf(contract)}`}
                problemsAt={[`handover.${contract.id}`, `handover.${i}`]}
                order={
                  <OrderButtons
                    what={nameOf(contract)}
                    at={i}
                    of={handover.length}
                    onMove={(by) => save(moved(handover, i, by))}
                    onRemove={() => save(without(handover, i))}
                  />
                }
                form={
                  <ContractForm
                    contract={contract}
                    onChange={(next) => save(replaced(handover, i, versions.contract(next)))}
                  />
                }
              >
                <ContractWords contract={contract} />
              </ItemCard>
            </li>
          ))}
        </ol>
      )}
      {draft.mayEdit ? (
        <Group mt="md">
          <AddNamed
            what="contract"
            taken={handover.map(({ id }) => id)}
            onAdd={(id, name) =>
              save([...handover, { id, name, when: [], pool: written.routing.pools?.[0]?.id ?? '' }])
            }
          />
        </Group>
      ) : null}
      <SectionText path={['handover']} name="Handover contracts" />
    </Panel>
  )
}

export const UrgencyBadge = ({ urgency }: { readonly urgency: string }) => (
  <StatusBadge tone={urgency === 'urgent' ? 'bad' : urgency === 'high' ? 'warn' : 'quiet'}>
    {URGENCY_WORDS[urgency as keyof typeof URGENCY_WORDS] ?? urgency}
  </StatusBadge>
)

function ContractWords({ contract }: { readonly contract: Contract }) {
  const { fields, draft, written, facts } = useHandover()
  const criteria = criteriaWords(contract, fields)
  const stages = draft.at(['selection', 'stages'])
  const labels = new Map((facts.stages ?? []).map(({ value, label }) => [value, label]))
  const stageWords = Array.isArray(stages)
    ? stages.map((stage) => labels.get(String(stage)) ?? String(stage)).join(' or ')
    : 'a selected stage'
  const policy = written.sla.find(({ id }) => id === contract.policy)
  return (
    <>
      <p className={classes['words']}>
        Contacts at stage <b>{stageWords}</b>{' '}
        {criteria.length === 0 ? 'without further conditions' : 'for whom all of this holds'} are handed to pool{' '}
        <b>{readable(contract.pool)}</b>.
      </p>
      {criteria.length === 0 ? null : (
        <ul className={classes['criteria']}>
          {criteria.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      {(contract.urgencyWhen ?? []).map((rule, i) => (
        <p className={classes['words']} key={i}>
          <b>{URGENCY_WORDS[rule.urgency as keyof typeof URGENCY_WORDS] ?? rule.urgency}</b> if{' '}
          {criteriaWords(rule, fields).join(' and ')}.
        </p>
      ))}
      <p className={classes['quiet']}>
        SLA policy:{' '}
        {contract.policy === undefined || contract.policy === null
          ? 'the first policy that fits'
          : nameOf(policy ?? { id: contract.policy })}
        {' · '}Next step on the task: “{contract.nextStep ?? 'Call, then write.'}”{' · '}version {contract.version ?? 1}
      </p>
    </>
  )
}
