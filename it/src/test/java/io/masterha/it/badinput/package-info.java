/** What a DBA gets who makes a mistake: the real commands against real servers, one mistake at a time. */
package io.masterha.it.badinput;
