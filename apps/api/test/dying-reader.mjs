// Answers as the thread that reads does, but is ended by some statements.
export default ({ sql }) => {
  if (sql === 'die') process.exit(1)
  return { rows: [[sql]] }
}
