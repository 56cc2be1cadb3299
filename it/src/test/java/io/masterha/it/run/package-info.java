/** The product as an operator runs it: its commands as processes, its configuration and its report as files. */
package io.masterha.it.run;
