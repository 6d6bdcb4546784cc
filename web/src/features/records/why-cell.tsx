import { Button } from '@mantine/core'
import type { Why } from '#http/contract/record.ts'
import { When } from '../../components/when.tsx'
import classes from './records.module.css'
import { becauseWords, setterOf, writtenWords } from './words.ts'

/** Who set a value, when and why, in a sentence; and a way to everything that happened to it before. */
export function WhyCell(props: {
  readonly why: Why | null
  /** Whether a mapping wrote it, or a rule of Tandem. */
  readonly of: 'map' | 'tandem'
  readonly onHistory?: () => void
}) {
  const { why, onHistory } = props
  if (why === null) return <span className={classes['quiet']}>Never changed by Tandem</span>
  return (
    <div className={classes['why']}>
      Set by {setterOf(why, props.of)} on <When at={why.at} as="date" />: {becauseWords(why)}.
      {onHistory === undefined ? (
        <div className={classes['quiet']}>
          {writtenWords(why)} Config version {why.configVersion}
          {why.author === null ? '' : ` by ${why.author}`}.
        </div>
      ) : (
        <Button className={classes['history'] ?? ''} size="compact-xs" variant="subtle" onClick={onHistory}>
          History
        </Button>
      )}
    </div>
  )
}
