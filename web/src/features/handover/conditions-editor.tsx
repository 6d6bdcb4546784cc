import { Select, TagsInput, MultiSelect, TextInput } from '@mantine/core'
import { AddButton, RemoveButton, replaced, without } from './ordered-list.tsx'
import { useHandover } from './handover-context.ts'
import type { Condition } from './written.ts'
import { FieldPicker } from './field-picker.tsx'
import classes from './handover.module.css'

const TESTS = [
  { value: 'in', label: 'is one of' },
  { value: 'notIn', label: 'is none of' },
  { value: 'contains', label: 'contains' },
  { value: 'atLeast', label: 'is at least' },
  { value: 'atMost', label: 'is at most' },
  { value: 'known', label: 'has a value' },
  { value: 'unknown', label: 'has no value' },
] as const
type Test = (typeof TESTS)[number]['value']

/** Conditions on a HubSpot contact, all of which must hold. */
export function ConditionsEditor(props: {
  readonly legend: string
  readonly conditions: readonly Condition[]
  readonly onChange: (conditions: readonly Condition[]) => void
}) {
  const { conditions, onChange } = props
  return (
    <fieldset className={classes['fieldset']}>
      <legend className={classes['legend']}>{props.legend}</legend>
      {conditions.map((condition, i) => (
        <ConditionRow
          // Rows have no other name than their place.
          key={i}
          condition={condition}
          onChange={(next) => onChange(replaced(conditions, i, next))}
          onRemove={() => onChange(without(conditions, i))}
        />
      ))}
      <AddButton onClick={() => onChange([...conditions, { property: '', in: [] }])}>Add a condition</AddButton>
    </fieldset>
  )
}

function ConditionRow(props: {
  readonly condition: Condition
  readonly onChange: (condition: Condition) => void
  readonly onRemove: () => void
}) {
  const { condition, onChange } = props
  const { fields } = useHandover()
  const tests = testsOf(condition)
  const test = tests[0] ?? 'in'
  const options = fields.get(condition.property)?.options ?? []
  // Two tests on one property ("from 3 to 100") are kept; the row shows the first and names the others.
  const others = tests.slice(1)
  return (
    <div className={classes['row']}>
      <FieldPicker
        label="Property"
        value={condition.property}
        onChange={(property) => onChange({ ...condition, property })}
      />
      <Select
        label="Test"
        data={[...TESTS]}
        value={test}
        allowDeselect={false}
        onChange={(value) => onChange(asTest(condition.property, (value ?? 'in') as Test))}
      />
      {test === 'in' || test === 'notIn' ? (
        options.length > 0 ? (
          <MultiSelect
            label="Values"
            data={withUnknown(options, condition[test] ?? [])}
            value={[...(condition[test] ?? [])]}
            searchable
            onChange={(values) => onChange({ ...condition, [test]: values })}
          />
        ) : (
          <TagsInput
            label="Values"
            placeholder="Type a value, then Enter"
            value={[...(condition[test] ?? [])]}
            onChange={(values) => onChange({ ...condition, [test]: values })}
          />
        )
      ) : test === 'known' || test === 'unknown' ? (
        <span />
      ) : (
        <TextInput
          label="Value"
          value={condition[test] ?? ''}
          onChange={(event) => onChange({ ...condition, [test]: event.currentTarget.value })}
        />
      )}
      <RemoveButton what="this condition" onClick={props.onRemove} />
      {others.length > 0 ? <p className={classes['quiet']}>and also: {others.map(labelOf).join(', ')}</p> : null}
    </div>
  )
}

const labelOf = (test: Test): string => TESTS.find(({ value }) => value === test)?.label ?? test

function testsOf(condition: Condition): readonly Test[] {
  return TESTS.flatMap(({ value }) => {
    if (value === 'known') return condition.known === true ? [value] : []
    if (value === 'unknown') return condition.known === false ? [value] : []
    return condition[value] === undefined ? [] : [value]
  })
}

function asTest(property: string, test: Test): Condition {
  if (test === 'known' || test === 'unknown') return { property, known: test === 'known' }
  return test === 'in' || test === 'notIn' ? { property, [test]: [] } : { property, [test]: '' }
}

/** Values of the document stay choosable, whether or not HubSpot offers them. */
function withUnknown(
  options: readonly { readonly value: string; readonly label: string }[],
  chosen: readonly string[],
) {
  const known = new Set(options.map(({ value }) => value))
  const more = chosen.filter((value) => !known.has(value)).map((value) => ({ value, label: value }))
  return [...options.map(({ value, label }) => ({ value, label })), ...more]
}
