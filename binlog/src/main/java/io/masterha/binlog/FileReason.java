package io.masterha.binlog;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Why a file could not be used, in words. */
public final class FileReason {
    private FileReason() {}

    /** One clause; names the file if it is known. */
    public static String of(IOException e) {
        String message = e.getMessage() == null ? "" : e.getMessage();
        if (e instanceof NoSuchFileException) {
            return message + ": no such file or directory";
        }
        if (e instanceof AccessDeniedException) {
            return message + ": permission denied";
        }
        if (e instanceof FileAlreadyExistsException) {
            return message + ": it is there already";
        }
        if (e instanceof NotDirectoryException) {
            return message + ": not a directory";
        }
        return message.isEmpty() ? e.getClass().getSimpleName() : message;
    }
}
