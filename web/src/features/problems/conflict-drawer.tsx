import { Button, Drawer, Radio, Select, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import type * as z from 'zod'
import { decideConflictContract, readConflictContract } from '#http/contract/conflicts.ts'
import { useAction, useRead } from '../../api/use-api.ts'
import { PageLoading } from '../../components/page-loading.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { When } from '../../components/when.tsx'
import { countOf, formatCount } from '../../format/numbers.ts'
import { useMay } from '../../shell/use-session.ts'
import { RecordLink } from '../records/record-link.tsx'
import classes from './problems.module.css'
import { shown, sideName } from './words.ts'

type Detail = z.output<typeof readConflictContract.reply>
type Decision = z.input<typeof decideConflictContract.body>
type Alike = NonNullable<Decision['alike']>

/** One field with both values side by side, to be decided. */
export function ConflictDrawer(props: { readonly link: string; readonly map: string; readonly onClose: () => void }) {
  const { data, error, refetch } = useRead(readConflictContract, { params: { link: props.link, map: props.map } })
  return (
    <Drawer
      opened
      onClose={props.onClose}
      position="right"
      size="lg"
      title={data === undefined ? 'Conflict' : `${data.conflict.labels.hubspot} of ${data.conflict.name ?? 'a record'}`}
    >
      {error !== null ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <PageLoading />
      ) : (
        <Decide detail={data} onDone={props.onClose} />
      )}
    </Drawer>
  )
}

function Decide({ detail, onDone }: { readonly detail: Detail; readonly onDone: () => void }) {
  const { conflict, alike } = detail
  const mayOperate = useMay('operate')
  const [scope, setScope] = useState<Alike>('this')
  const [typed, setTyped] = useState('')
  const decide = useAction(decideConflictContract, {
    done: ({ decided }) => `${countOf(decided, 'field')} decided; the worker writes it within seconds`,
    refreshes: ['Overview', 'Records'],
    onDone,
  })
  const say = (choice: Decision['choice']): void =>
    decide.mutate({
      params: { link: conflict.link, map: conflict.map },
      body: { choice, saw: conflict.values, alike: scope },
    })
  const many = scope === 'same-values' ? alike.sameValues : scope === 'same-field' ? alike.sameField : 1
  const suffix = many === 1 ? '' : ` for ${formatCount(many)}`
  return (
    <Stack gap="md">
      <p className={classes['quiet']} style={{ margin: 0 }}>
        <RecordLink link={conflict.link}>Everything about this record</RecordLink>
        {detail.agreed === null
          ? '. The two sides never agreed on this field.'
          : `. The two sides last agreed on “${shown(detail.agreed.hubspot)}”.`}
        {conflict.kind === 'frozen'
          ? ' Two automations kept overwriting each other, so Tandem holds the field.'
          : ' Your mapping leaves it to a person.'}
      </p>
      {conflict.decision?.state === 'refused' && conflict.decision.note !== null ? (
        <p role="note" className={classes['words']}>
          {conflict.decision.by} decided <When at={conflict.decision.at} />, but: {conflict.decision.note}
        </p>
      ) : null}
      {mayOperate && alike.sameField > 1 ? (
        <Radio.Group label="Where this decision counts" value={scope} onChange={(value) => setScope(value as Alike)}>
          <Stack gap={6} mt={6}>
            <Radio value="this" label="This record alone" />
            {alike.sameValues > 1 ? (
              <Radio value="same-values" label={`All ${formatCount(alike.sameValues)} with these two values`} />
            ) : null}
            <Radio
              value="same-field"
              label={`All ${formatCount(alike.sameField)} of this field, each with its own values`}
            />
          </Stack>
        </Radio.Group>
      ) : null}
      <div className={classes['sides']}>
        {(['hubspot', 'salesforce'] as const).map((side) => (
          <section key={side} className={classes['side']}>
            <h3>
              {sideName(side)}: {conflict.labels[side]}
            </h3>
            <p className={classes['big']}>{shown(conflict.values[side])}</p>
            <ul className={classes['changes']}>
              {detail.changes[side].map((change) => (
                <li key={`${change.at} ${change.value}`}>
                  {shown(change.value)}, <When at={change.at} />
                  {change.by === null ? '' : `, by ${change.by}`}
                </li>
              ))}
            </ul>
            {mayOperate ? (
              <Button fullWidth loading={decide.isPending} onClick={() => say({ kind: 'side', side })}>
                Keep {sideName(side)}’s value{suffix}
              </Button>
            ) : null}
          </section>
        ))}
      </div>
      {mayOperate ? (
        <>
          <form
            onSubmit={(event) => {
              event.preventDefault()
              say({ kind: 'value', value: typed === '' ? null : typed })
            }}
          >
            <Stack gap={8}>
              {detail.options === null ? (
                <TextInput
                  label="Another value, as HubSpot would hold it"
                  description="Goes to both sides. Left empty, the field is cleared on both."
                  value={typed}
                  onChange={(event) => setTyped(event.currentTarget.value)}
                />
              ) : (
                <Select
                  label="Another value"
                  description="Goes to both sides. Without a choice, the field is cleared on both."
                  data={detail.options}
                  value={typed === '' ? null : typed}
                  onChange={(value) => setTyped(value ?? '')}
                  searchable
                  clearable
                />
              )}
              <Button type="submit" variant="default" loading={decide.isPending}>
                {typed === '' ? 'Clear it on both sides' : 'Use this value'}
                {suffix}
              </Button>
            </Stack>
          </form>
          {conflict.kind === 'frozen' ? (
            <Button variant="default" loading={decide.isPending} onClick={() => say({ kind: 'thaw' })}>
              Go on by the rule of the mapping{suffix}
            </Button>
          ) : null}
          <p className={classes['quiet']} style={{ margin: 0 }}>
            The value is written to the CRM that does not hold it, under your name in the record’s history. If somebody
            changes one of the two values before that, nothing is written.
          </p>
        </>
      ) : (
        <p className={classes['quiet']}>An administrator can decide which value is right.</p>
      )}
    </Stack>
  )
}
