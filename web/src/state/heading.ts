/** What the open page is about, for the window's title: a case's number, an account. */
import { ref } from 'vue'

export const heading = ref('')
