/** What the accounts of the quick start can do, and what becomes of their passwords. */
package io.masterha.it.accounts;
