using System.Globalization;
using Microsoft.AspNetCore.Components;
using Tidegate.Server.Http;

namespace Tidegate.Server.Console;

/// <summary>What answers to the console's forms have in common: what will not do is told on the form's own page, with what was typed still there.</summary>
internal static class FormAnswer
{
    /// <summary>Does what a form asks for.</summary>
    /// <typeparam name="TPage">The form's page.</typeparam>
    /// <param name="context">The request with the form.</param>
    /// <param name="act">Does it, and answers.</param>
    /// <param name="again">The page's model anew, from the form and from what will not do, in a sentence.</param>
    public static async Task<IResult> OfAsync<TPage>(HttpContext context, Func<IFormCollection, Task<IResult>> act, Func<IFormCollection, string, Task<object>> again)
        where TPage : IComponent
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        try
        {
            return await act(form);
        }
        catch (ProblemException problem)
        {
            return ConsoleEndpoints.Page<TPage>(await again(form, ConsoleEndpoints.Say(problem)), problem.Status);
        }
    }

    /// <summary>Holds a change to the version that the form's page showed.</summary>
    /// <param name="form">The form.</param>
    /// <param name="done">What someone else may have done: "changed this claim".</param>
    public static Func<long, bool> SameVersion(IFormCollection form, string done) => version => form["version"] == version.ToString(CultureInfo.InvariantCulture) ? true
        : throw new ProblemException(StatusCodes.Status412PreconditionFailed, $"someone else {done} meanwhile; look at it as it is now, then send yours again: what you typed is still there");

    /// <summary>Why, in a few words.</summary>
    /// <exception cref="ProblemException">Nothing was said.</exception>
    public static string Why(IFormCollection form, string field) => form[field].ToString().Trim() is { Length: > 0 } why ? why : throw ProblemException.Bad("reason", "", "why, in a few words");
}
