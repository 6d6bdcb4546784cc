import { NumberInput, Select, Textarea, TextInput } from '@mantine/core'
import { readable } from '../../words.ts'
import { ConditionsEditor } from './conditions-editor.tsx'
import { FieldPicker } from './field-picker.tsx'
import { useHandover } from './handover-context.ts'
import { AddButton, RemoveButton, replaced, without } from './ordered-list.tsx'
import { nameOf, urgencyOptions } from './words.ts'
import { tidy, type Behaviour, type Contract, type UrgencyRule } from './written.ts'
import classes from './handover.module.css'

const DATES = ['date', 'datetime']
const NUMBERS = ['number']

export function ContractForm(props: { readonly contract: Contract; readonly onChange: (contract: Contract) => void }) {
  const { contract, onChange } = props
  const { written } = useHandover()
  const put = (patch: { [K in keyof Contract]?: Contract[K] | undefined }): void =>
    onChange(tidy({ ...contract, ...patch }) as Contract)
  const score = contract.score ?? null
  return (
    <>
      <div className={classes['two']}>
        <TextInput
          label="Name"
          description={`Tandem remembers it by its id, ${contract.id}`}
          value={contract.name ?? ''}
          onChange={(event) => put({ name: event.currentTarget.value || undefined })}
        />
        <Select
          label="Urgency"
          description="Unless a rule below says otherwise"
          data={urgencyOptions}
          value={contract.urgency ?? 'normal'}
          allowDeselect={false}
          onChange={(value) => put({ urgency: value ?? 'normal' })}
        />
        <Select
          label="Pool that gets these leads"
          data={(written.routing.pools ?? []).map(({ id }) => ({ value: id, label: readable(id) }))}
          value={contract.pool}
          allowDeselect={false}
          onChange={(value) => put({ pool: value ?? contract.pool })}
        />
        <Select
          label="SLA policy"
          data={[
            { value: '', label: 'The first policy that fits' },
            ...written.sla.map((policy) => ({ value: policy.id, label: nameOf(policy) })),
          ]}
          value={contract.policy ?? ''}
          allowDeselect={false}
          onChange={(value) => put({ policy: value === '' || value === null ? undefined : value })}
        />
      </div>
      <Textarea
        label="Next step"
        description="Stands on the task of the rep"
        value={contract.nextStep ?? ''}
        placeholder="Call, then write."
        autosize
        onChange={(event) => put({ nextStep: event.currentTarget.value || undefined })}
      />
      <ConditionsEditor
        legend="All of this must hold of the contact"
        conditions={contract.when ?? []}
        onChange={(when) => put({ when })}
      />
      <BehaviourEditor behaviour={contract.behaviour ?? []} onChange={(behaviour) => put({ behaviour })} />
      <fieldset className={classes['fieldset']}>
        <legend className={classes['legend']}>Score</legend>
        {score === null ? (
          <AddButton onClick={() => put({ score: { property: 'hubspotscore', atLeast: 20 } })}>
            Ask for a score
          </AddButton>
        ) : (
          <div className={classes['row']}>
            <FieldPicker
              label="Number property"
              types={NUMBERS}
              value={score.property}
              onChange={(property) => put({ score: { ...score, property } })}
            />
            <NumberInput
              label="At least"
              value={score.atLeast}
              onChange={(value) => put({ score: { ...score, atLeast: Number(value) } })}
            />
            <span />
            <RemoveButton what="the score" onClick={() => put({ score: undefined })} />
          </div>
        )}
      </fieldset>
      <UrgencyRules rules={contract.urgencyWhen ?? []} onChange={(urgencyWhen) => put({ urgencyWhen })} />
    </>
  )
}

function BehaviourEditor(props: {
  readonly behaviour: readonly Behaviour[]
  readonly onChange: (behaviour: readonly Behaviour[]) => void
}) {
  const { behaviour, onChange } = props
  return (
    <fieldset className={classes['fieldset']}>
      <legend className={classes['legend']}>Something they did lately</legend>
      {behaviour.map((one, i) => (
        <div className={classes['row']} key={i}>
          <FieldPicker
            label="Date property"
            types={DATES}
            value={one.property}
            onChange={(property) => onChange(replaced(behaviour, i, { ...one, property }))}
          />
          <NumberInput
            label="Within days"
            min={1}
            value={one.withinDays}
            onChange={(value) => onChange(replaced(behaviour, i, { ...one, withinDays: Number(value) }))}
          />
          <span />
          <RemoveButton what="this" onClick={() => onChange(without(behaviour, i))} />
        </div>
      ))}
      <AddButton onClick={() => onChange([...behaviour, { property: 'recent_conversion_date', withinDays: 14 }])}>
        Add something recent
      </AddButton>
    </fieldset>
  )
}

function UrgencyRules(props: {
  readonly rules: readonly UrgencyRule[]
  readonly onChange: (rules: readonly UrgencyRule[]) => void
}) {
  const { rules, onChange } = props
  return (
    <fieldset className={classes['fieldset']}>
      <legend className={classes['legend']}>Another urgency for some; the first that holds counts</legend>
      {rules.map((rule, i) => (
        <div className={classes['card']} key={i}>
          <div className={classes['row']}>
            <Select
              label="Urgency"
              data={urgencyOptions}
              value={rule.urgency}
              allowDeselect={false}
              onChange={(value) => onChange(replaced(rules, i, { ...rule, urgency: value ?? 'high' }))}
            />
            <span />
            <span />
            <RemoveButton what="this urgency" onClick={() => onChange(without(rules, i))} />
          </div>
          <ConditionsEditor
            legend="If"
            conditions={rule.when ?? []}
            onChange={(when) => onChange(replaced(rules, i, { ...rule, when }))}
          />
          <BehaviourEditor
            behaviour={rule.behaviour ?? []}
            onChange={(behaviour) => onChange(replaced(rules, i, { ...rule, behaviour }))}
          />
        </div>
      ))}
      <AddButton onClick={() => onChange([...rules, { urgency: 'urgent', when: [{ property: '', in: [] }] }])}>
        Add an urgency
      </AddButton>
    </fieldset>
  )
}
