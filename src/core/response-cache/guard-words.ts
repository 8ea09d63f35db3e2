/** Words that the guard of semantic matches knows. Lower case. */

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}

/** Of English, German, French and Spanish. */
export const NEGATIONS = words(`
  not no never none nobody nothing neither nor without cannot hardly
  nicht kein keine keinen nie niemals ohne
  ne pas jamais sans aucun aucune
  nunca sin ningún ninguna nada
`);

export const NUMBER_WORDS = words(`
  zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
  nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion trillion
  first second third fourth fifth half quarter double triple twice once dozen
`);

/** Common words whose place in a sentence, and whose capital at its start, means nothing. */
export const STOP_WORDS = words(`
  a an the this that these those of in on at by for to from with about as into than then and or but if so is are was were
  be been being am do does did done can could will would shall should may might must have has had i you he she it we they
  me my your his her its our their us them what which who whom whose when where why how please tell give show explain
  describe write list make let help need want know get thanks thank hi hello hey there here just also very really some
  what's how's i'm i'd it's that's let's
`);

/**
 * Closed classes whose members stand near each other as vectors and mean different things: directions, comparisons,
 * times, units, languages and tools that are often written small.
 */
export const TERMS = words(`
  before after since until earlier later past future today tomorrow yesterday morning evening night now
  daily weekly monthly yearly hourly day days week weeks month months year years hour hours minute minutes second seconds
  monday tuesday wednesday thursday friday saturday sunday
  january february march april may june july august september october november december
  up down left right top bottom north south east west inside outside above below over under front back
  more less most least fewer greater smaller larger bigger higher lower longer shorter faster slower cheaper better worse
  best worst maximum minimum max min increase decrease raise reduce grow shrink ascending descending
  all any every each only except both either always sometimes often rarely
  add remove delete insert create destroy enable disable enabled disabled start stop open close lock unlock allow deny
  encrypt decrypt encode decode compress decompress import export upload download push pull read write send receive
  install uninstall mount unmount connect disconnect show hide accept reject include exclude positive negative
  true false yes on off safe unsafe legal illegal possible impossible valid invalid correct incorrect right wrong
  buy sell lend borrow win lose gain loss profit even odd hot cold old new young public private male female man woman
  boy girl husband wife father mother son daughter brother sister
  red green blue black white yellow orange purple pink brown grey gray
  meter meters metre metres kilometer kilometers km mile miles foot feet inch inches cm mm kg gram grams pound pounds
  ounce ounces liter liters litre litres gallon gallons celsius fahrenheit kelvin byte bytes kb mb gb tb
  dollar dollars euro euros usd eur gbp jpy yen yuan rupee rupees
  english german french spanish italian portuguese dutch russian chinese japanese korean arabic hindi polish turkish latin
  python java javascript typescript rust go golang ruby php kotlin swift scala perl haskell elixir lua r matlab c c++ c#
  sql postgres postgresql mysql sqlite mongodb redis oracle linux windows macos mac ubuntu debian android ios
  react vue angular svelte node deno bun docker kubernetes aws azure gcp git svn npm yarn pnpm pip conda
  bash zsh powershell json yaml xml csv toml html css http https tcp udp ipv4 ipv6 rest graphql grpc
`);
