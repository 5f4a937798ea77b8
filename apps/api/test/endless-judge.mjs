// Judges passwords as the real thread does, but never comes to an end with some.
export default (judged) => {
  while (judged?.password.startsWith('endless'));
  return judged && 'password_guessable'
}
